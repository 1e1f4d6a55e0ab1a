import { getNamedType, GraphQLError, GraphQLObjectType, Kind, parse } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { RouterContext } from '../context.ts';
import type { JsonObject } from '../json.ts';
import { fragmentsOf } from './fragments.ts';
import { compileOperation } from './operation.ts';
import type { ExecutionResult, GraphSurroundings } from './operation.ts';
import type { FetchNode } from '../planning/planner.ts';

/** The field that an event names an entity by: `<id>`, or `<id>@<version>`. */
const snapshotField = 'snapshot';

/** How a subscription's selection is gathered from the subgraphs, once an event has named the entity. */
export interface SubscriptionPlan {
  execute(options: {
    /** The entity: `<id>`, or `<id>@<version>`. */
    snapshot: string;
    variables: Record<string, unknown>;
    context: RouterContext;
  }): Promise<ExecutionResult>;
}

/**
 * Plans a subscription as any operation, with an event in the place of its first fetch: rights and joins are those of a
 * query.
 * @throws GraphQLError where it cannot be planned or fed by events
 */
export function planSubscription(
  document: DocumentNode,
  operationName: string | undefined,
  around: GraphSurroundings,
): SubscriptionPlan {
  const operation = compileOperation(document, operationName, around);
  const { fault, primary } = operation.inFull();
  if (fault !== null) throw fault;
  if (primary === null) throw graphqlError('BAD_REQUEST', 'Expected a subscription to a field.');
  // What cannot be fed is refused now, and not when something happens.
  seedOf(primary, around.schema);
  const seeds = new WeakMap<FetchNode, (snapshot: string) => JsonObject>();
  const seedFor = (fetch: FetchNode) => {
    const seed = seeds.get(fetch) ?? seedOf(fetch, around.schema);
    seeds.set(fetch, seed);
    return seed;
  };
  return {
    execute: ({ snapshot, variables, context }) =>
      operation.execute({ variables, context, begin: (fetch) => seedFor(fetch)(snapshot) }),
  };
}

/** Answers the first fetch of a subscription's plan from an event: the entity's type and its snapshot key. */
function seedOf({ operation }: FetchNode, schema: GraphQLSchema): (snapshot: string) => JsonObject {
  const document = parse(operation);
  const fragments = fragmentsOf(document);
  const root = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [field] = fieldsOf(root?.selectionSet, fragments);
  const type = getNamedType(schema.getSubscriptionType()?.getFields()[field?.name.value ?? '']?.type);
  if (field === undefined || !(type instanceof GraphQLObjectType)) {
    throw new GraphQLError('A subscription that events feed must be to a field of an object type.');
  }
  const asked = fieldsOf(field.selectionSet, fragments).map(({ name, alias }) => ({
    name: name.value,
    as: alias?.value ?? name.value,
  }));
  const unknown = asked.find(({ name }) => name !== '__typename' && name !== snapshotField);
  if (unknown !== undefined) {
    throw new GraphQLError(`${type.name}.${unknown.name} is not among what events say of an entity.`);
  }
  return (snapshot) => ({
    [field.alias?.value ?? field.name.value]: Object.fromEntries(
      asked.map(({ name, as }) => [as, name === '__typename' ? type.name : snapshot]),
    ),
  });
}

/** The fields of a selection, those in fragments among them. */
export function fieldsOf(
  selectionSet: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection];
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(selection.selectionSet, fragments);
      case Kind.FRAGMENT_SPREAD:
        return fieldsOf(fragments.get(selection.name.value)?.selectionSet, fragments);
    }
  });
}
