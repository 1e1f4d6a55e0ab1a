import { GraphQLError, Kind, parse, print, visit } from 'graphql';
import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  ObjectTypeDefinitionNode,
} from 'graphql';
import { graphNames, graphOf, stringOf } from './join-directives.ts';

/** The `@eventSource` of a subscription field. */
export interface SubscriptionSource {
  /** The Redis channel, with the placeholders `{args.NAME}` and `{caller.id}`. */
  channel: string;
  /** The id of the entity whose current state is sent first, with placeholders; null to send events only. */
  entity: string | null;
}

/** A supergraph prepared for the planner, with the directives that the router handles itself. */
export interface SupergraphDocument {
  sdl: string;
  /** By the name of the subscription field. */
  subscriptionSources: ReadonlyMap<string, SubscriptionSource>;
  /** The subgraphs that only declare subscription fields. They have no process: the router answers for them. */
  localSubgraphs: ReadonlySet<string>;
}

/**
 * Security specifications that nothing here enforces. The planner enforces `inaccessible`, and refuses all other ones with
 * `for: SECURITY` (https://specs.apollo.dev/link/v1.0/#Purpose).
 */
const unenforcedSpec = /\/(authenticated|requiresScopes|policy)\/v[\d.]+$/;
/** Specifications that the gateway refuses to load: the executor implements `context`, `cacheTag` is only a hint. */
const supportedSpec = /\/(context|cacheTag)\/v0\.1$/;
/** Connectors call REST services, which the router does not. */
const connectorSpec = /\/connect\/v[\d.]+$/;
const placeholders = /\{([^{}]*)\}/g;
const placeholderName = /^(args\.\w+|caller\.id)$/;

/** @throws GraphQLError if the text is not GraphQL, or needs an unsupported feature */
export function readSupergraph(text: string): SupergraphDocument {
  const document = parsed(text);
  const sdl = withoutPurposes(document);
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
  return { sdl, subscriptionSources, localSubgraphs };
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GraphQLError('cannot be served: it is nested too deeply to be parsed');
  }
}

/** Removes the `for` argument of supported specifications, because of which the gateway refuses them. */
function withoutPurposes(document: DocumentNode): string {
  const stripped = visit(document, {
    Directive(node) {
      if (node.name.value !== 'link') return undefined;
      const url = stringOf(node as ConstDirectiveNode, 'url') ?? '';
      if (connectorSpec.test(url)) {
        throw new GraphQLError(
          `cannot be served: it has connectors (@connect, ${url}), which are not supported`,
        );
      }
      if (unenforcedSpec.test(url)) {
        throw new GraphQLError(
          `cannot be served: it has security directives (${url}), which the router does not enforce. Remove them from the subgraphs' schemas, and check access in the subgraphs.`,
        );
      }
      if (!supportedSpec.test(url)) return undefined;
      return { ...node, arguments: node.arguments?.filter(({ name }) => name.value !== 'for') ?? [] };
    },
  });
  return print(stripped);
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
    if (!placeholderName.test(name) || (name.startsWith('args.') && !args.has(name))) {
      throw new GraphQLError(
        `@eventSource of ${field.name.value}: expected {args.NAME} or {caller.id}, got {${name}}.`,
      );
    }
  }
  return { channel, entity };
}

/** The `join__Graph` names of the subgraphs that resolve a field. */
function joinedGraphs(field: FieldDefinitionNode): string[] {
  return graphsOf(field, 'join__field');
}

/** The subgraph of a type with a single subgraph, whose fields have no `join__field`. */
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
