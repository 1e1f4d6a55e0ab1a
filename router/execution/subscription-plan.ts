import { getNamedType, getOperationAST, GraphQLError, GraphQLObjectType, parse } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { RouterContext } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { FetchNode, PlanRequester } from '../planning/planner.ts';
import { fieldsIn, fragmentsOf, responseNameOf } from '../selections.ts';
import { compileOperation } from './operation.ts';
import type { ExecutionContext } from './operation.ts';

/** The key field of an entity in an event: `<id>`, or `<id>@<version>`. */
const snapshotField = 'snapshot';

/** Hydrates events: fetches a subscription's selection for the entity that an event names. */
export interface SubscriptionPlan {
  execute(options: {
    /** `<id>`, or `<id>@<version>`. */
    snapshot: string;
    variables: Record<string, unknown>;
    context: RouterContext;
  }): Promise<ExecutionResult<JsonObject>>;
}

/**
 * Plans a subscription as any operation; an event answers its first fetch. Authorisation and joins are those of a query.
 * @throws GraphQLError when it cannot be planned, or selects from the events' subgraph a field that events do not have
 */
export async function planSubscription(
  document: DocumentNode,
  operationName: string | undefined,
  context: ExecutionContext,
  requester: PlanRequester,
): Promise<SubscriptionPlan> {
  const { schema } = context.planner;
  const operation = compileOperation(document, operationName, context);
  const { planError, subscription } = await operation.fullVariant(requester);
  if (planError !== null) throw planError;
  if (subscription === null) throw graphqlError('BAD_REQUEST', 'Expected a subscription to a field.');
  // Throws for a selection that events cannot answer: the client learns it now, not at the first event.
  compileSeed(subscription, schema);
  const seeds = new WeakMap<FetchNode, (snapshot: string) => JsonObject>();
  const seedFor = (fetch: FetchNode) => {
    const seed = seeds.get(fetch) ?? compileSeed(fetch, schema);
    seeds.set(fetch, seed);
    return seed;
  };
  return {
    execute: ({ snapshot, variables, context: request }) =>
      operation.execute({ variables, context: request, seed: (fetch) => seedFor(fetch)(snapshot) }),
  };
}

/** Compiles the result of a subscription's first fetch: the entity's type and snapshot key. */
function compileSeed({ operation }: FetchNode, schema: GraphQLSchema): (snapshot: string) => JsonObject {
  const document = parse(operation);
  const fragments = fragmentsOf(document);
  const [field] = fieldsIn(getOperationAST(document)?.selectionSet, fragments);
  const type = getNamedType(schema.getSubscriptionType()?.getFields()[field?.name.value ?? '']?.type);
  if (field === undefined || !(type instanceof GraphQLObjectType)) {
    throw new GraphQLError('Expected a subscription field of an object type: events feed no other type.');
  }
  const selected = fieldsIn(field.selectionSet, fragments).map((node) => ({
    name: node.name.value,
    responseName: responseNameOf(node),
  }));
  const unknown = selected.find(({ name }) => name !== '__typename' && name !== snapshotField);
  if (unknown !== undefined) {
    throw new GraphQLError(
      `${type.name}.${unknown.name} cannot be selected here: events carry only the key of an entity.`,
    );
  }
  return (snapshot) => ({
    [responseNameOf(field)]: Object.fromEntries(
      selected.map(({ name, responseName }) => [responseName, name === '__typename' ? type.name : snapshot]),
    ),
  });
}
