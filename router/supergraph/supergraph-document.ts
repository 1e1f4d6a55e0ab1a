import { GraphQLError, Kind, parse, print, visit } from 'graphql';
import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  ObjectTypeDefinitionNode,
} from 'graphql';
import { graphNames, graphOf, stringOf } from './join-directives.ts';

/** Where a subscription field's events come from: its `@eventSource`. */
export interface SubscriptionSource {
  /** The channel's name, with `{args.NAME}` and `{caller.id}` to be filled in. */
  channel: string;
  /** The entity to send first, with `{args.NAME}` to be filled in; null where nothing is sent until something happens. */
  entity: string | null;
}

/** A supergraph as the gateway takes it, and what the gateway leaves of it to us. */
export interface SupergraphDocument {
  sdl: string;
  /** By subscription field. */
  subscriptionSources: ReadonlyMap<string, SubscriptionSource>;
  /** The subgraphs that declare those fields: no process answers for them, this one does. */
  localSubgraphs: ReadonlySet<string>;
  /** Security specifications that the supergraph asks for and that the gateway does not enforce. */
  unenforcedSpecs: readonly string[];
}

/** The security specifications that the gateway refuses and nobody here enforces; `inaccessible`, it enforces. */
const unenforcedHere = /\/(authenticated|requiresScopes|policy)\/v[\d.]+$/;
/** What the gateway refuses though its planner follows it, and the executor too; and what is a hint to caches alone. */
const followedHere = /\/(context|cacheTag)\/v0\.1$/;
/** What needs other subgraphs than those that speak GraphQL. */
const connectors = /\/connect\/v[\d.]+$/;
const placeholders = /\{([^{}]*)\}/g;
const known = /^(args\.\w+|caller\.id)$/;

/** @throws GraphQLError where the text is not GraphQL, or asks for what cannot be done */
export function readSupergraph(text: string): SupergraphDocument {
  const document = parsed(text);
  const { sdl, unenforcedSpecs } = withoutPurposes(document);
  const names = graphNames(document);
  const subscriptionSources = new Map<string, SubscriptionSource>();
  const localSubgraphs = new Set<string>();
  const subscription = subscriptionType(document);
  for (const field of subscription?.fields ?? []) {
    const source = eventSourceOf(field);
    if (source === null) continue;
    subscriptionSources.set(field.name.value, source);
    for (const graph of [...joinedGraphs(field), ...soleGraph(subscription)]) {
      localSubgraphs.add(names.get(graph) ?? graph);
    }
  }
  return { sdl, subscriptionSources, localSubgraphs, unenforcedSpecs };
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GraphQLError('cannot be served: it is nested too deep to be read');
  }
}

/** The gateway will not load what it must follow and does not know; the argument is all that says so. */
function withoutPurposes(document: DocumentNode): { sdl: string; unenforcedSpecs: string[] } {
  const unenforcedSpecs: string[] = [];
  const stripped = visit(document, {
    Directive(node) {
      if (node.name.value !== 'link') return undefined;
      const url = stringOf(node as ConstDirectiveNode, 'url') ?? '';
      if (connectors.test(url)) {
        throw new GraphQLError(
          `cannot be served: it has connectors (@connect, ${url}), which are not followed`,
        );
      }
      const isUnenforced = unenforcedHere.test(url);
      if (isUnenforced) unenforcedSpecs.push(url);
      else if (!followedHere.test(url)) return undefined;
      return { ...node, arguments: node.arguments?.filter(({ name }) => name.value !== 'for') ?? [] };
    },
  });
  return { sdl: print(stripped), unenforcedSpecs };
}

function subscriptionType({ definitions }: DocumentNode): ObjectTypeDefinitionNode | undefined {
  const name =
    definitions
      .flatMap((node) => (node.kind === Kind.SCHEMA_DEFINITION ? node.operationTypes : []))
      .find(({ operation }) => operation.toString() === 'subscription')?.type.name.value ?? 'Subscription';
  return definitions.find(
    (node): node is ObjectTypeDefinitionNode =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === name,
  );
}

function eventSourceOf(field: FieldDefinitionNode): SubscriptionSource | null {
  const directive = field.directives?.find(({ name }) => name.value === 'eventSource');
  if (directive === undefined) return null;
  const channel = stringOf(directive, 'channel') ?? '';
  const entity = stringOf(directive, 'entity') ?? null;
  const args = new Set(field.arguments?.map(({ name }) => `args.${name.value}`));
  for (const [, name = ''] of [...channel.matchAll(placeholders), ...(entity ?? '').matchAll(placeholders)]) {
    if (!known.test(name) || (name.startsWith('args.') && !args.has(name))) {
      throw new GraphQLError(`@eventSource of ${field.name.value}: nothing fills in {${name}}.`);
    }
  }
  return { channel, entity };
}

/** The subgraphs that a field is joined from, as the names of `join__Graph`. */
function joinedGraphs(field: FieldDefinitionNode): string[] {
  return graphsOf(field, 'join__field');
}

/** A field of a type that one subgraph alone declares does not say where it is from. */
function soleGraph(type: ObjectTypeDefinitionNode | undefined): string[] {
  const graphs = type === undefined ? [] : graphsOf(type, 'join__type');
  return graphs.length === 1 ? graphs : [];
}

function graphsOf(
  { directives = [] }: FieldDefinitionNode | ObjectTypeDefinitionNode,
  join: string,
): string[] {
  return directives
    .filter(({ name }) => name.value === join)
    .map(graphOf)
    .filter((graph) => graph !== '');
}
