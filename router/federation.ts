// The one place that reaches into federation's own modules, which promise nothing from one version to the next: their
// versions are pinned in package.json.
import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { ApolloGateway, GraphQLDataSource } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlanner } from '@apollo/query-planner';
import { getNamedType, GraphQLError, GraphQLObjectType, Kind, parse } from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLFormattedError,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import { graphqlError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { RouterContext } from './context.ts';

/** The field that an event names an entity by: `<id>`, or `<id>@<version>`. */
const snapshotField = 'snapshot';

/** What the subgraphs made of a subscription's selection, for one entity at one version. */
export interface ExecutionResult {
  data?: Record<string, unknown> | null;
  errors?: readonly (GraphQLError | GraphQLFormattedError)[];
}

/** How a subscription's selection is gathered from the subgraphs, once an event has named the entity. */
export interface SubscriptionPlan {
  execute(options: {
    /** The entity: `<id>`, or `<id>@<version>`. */
    snapshot: string;
    variables: Record<string, unknown>;
    context: RouterContext;
  }): Promise<ExecutionResult>;
}

export interface SubscriptionPlanner {
  /** @throws GraphQLError where the operation cannot be planned or fed by events */
  plan(document: DocumentNode, operationName: string | undefined): SubscriptionPlan;
}

/**
 * Plans subscriptions with the gateway's own planner, and runs the plans with its executor: rights and joins are those
 * of any query.
 * @param options.schema the API schema
 * @param options.sources the subgraphs by name
 */
export function createSubscriptionPlanner(options: {
  gateway: ApolloGateway;
  schema: GraphQLSchema;
  sources: ReadonlyMap<string, GraphQLDataSource>;
  logger: Logger;
}): SubscriptionPlanner {
  const { gateway, schema, sources, logger } = options;
  const { queryPlanner } = gateway.__testing() as { queryPlanner?: QueryPlanner };
  if (queryPlanner === undefined) throw new Error('the gateway has not loaded a supergraph');
  const { supergraph } = queryPlanner;
  const apiSchema = supergraph.apiSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  return {
    plan(document, operationName) {
      const named = operationName === undefined ? {} : { operationName };
      const operation = operationFromDocument(apiSchema, document, named);
      const { node } = queryPlanner.buildQueryPlan(operation);
      if (node?.kind !== 'Subscription')
        throw graphqlError('BAD_REQUEST', 'Expected a subscription to a field.');
      const { primary, rest } = node;
      const seed = seedOf(primary, schema);
      const nodes: PlanNode[] = rest === undefined ? [primary] : [primary, rest];
      const plan = { kind: 'QueryPlan' as const, node: { kind: 'Sequence' as const, nodes } };
      const operationContext = buildOperationContext({ schema, operationDocument: document, ...named });

      return {
        execute({ snapshot, variables, context }) {
          const serviceMap = {
            ...Object.fromEntries(sources),
            [primary.serviceName]: { process: () => Promise.resolve({ data: seed(snapshot) }) },
          };
          // What the executor reads of a request; the rest is Apollo Server's.
          const requestContext = { request: { variables }, context, metrics: {}, logger };
          return executeQueryPlan(
            plan,
            serviceMap,
            requestContext as unknown as Parameters<typeof executeQueryPlan>[2],
            operationContext,
            supergraphSchema,
            apiSchema,
          );
        },
      };
    },
  };
}

/** Answers the first fetch of a subscription's plan from an event: the entity's type and its snapshot key. */
function seedOf(
  { operation }: FetchNode,
  schema: GraphQLSchema,
): (snapshot: string) => Record<string, unknown> {
  const document = parse(operation);
  const fragments = new Map<string, FragmentDefinitionNode>();
  let root: SelectionSetNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) root = definition.selectionSet;
  }
  const [field] = fieldsOf(root, fragments);
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
): import('graphql').FieldNode[] {
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
