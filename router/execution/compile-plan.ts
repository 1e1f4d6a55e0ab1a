import { isInterfaceType, parse } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';
import type { FetchNode, Planner, PlanNode } from '../planning/planner.ts';
import { fieldsIn, isOfType, noFragments, responseNameOf } from '../selections.ts';
import type { SubgraphClient } from '../subgraphs/subgraph-client.ts';
import type { ClientFields } from './client-fields.ts';
import { compileContextArguments, hasContextArguments } from './context-arguments.ts';
import type { PlanStep } from './execution-state.ts';
import { compileContextFetch, compileEntityFetch } from './entity-fetch.ts';
import type { EntityFetch } from './entity-fetch.ts';
import { entityFieldsOf } from './entity-selection.ts';
import type { EntityField } from './entity-selection.ts';
import type { Fetch } from './fetch.ts';
import type { FetchNames } from './fetch-names.ts';
import { compileMergeGroups } from './merged-fetch.ts';
import type { MergeGroup } from './merged-fetch.ts';
import { orderFetches } from './plan-dependencies.ts';
import { compileSchedule } from './plan-schedule.ts';
import { compileRepresentation, keyRepresentation } from './representations.ts';
import { applyRewrites } from './rewrites.ts';
import { compileRootFetch } from './root-fetch.ts';

/** The dependencies of `compilePlan`, per operation. */
export interface CompileContext {
  planner: Pick<Planner, 'supergraphSchema' | 'identifies' | 'keysOf' | 'requiredBy'>;
  names: FetchNames;
  clientFields: ClientFields;
  clientFor: (subgraph: string) => SubgraphClient;
  /** True when entity fetches of one subgraph may share a request. */
  mergesFetches: boolean;
}

interface PlanContext extends CompileContext {
  /** True when no fetch depends on ancestors: an object may then stand at several places of the data. */
  mayShare: boolean;
}

/** Compiles a plan into functions. They do only the work that depends on a request. */
export function compilePlan(root: PlanNode, context: CompileContext): PlanStep {
  const mayShare = !hasContextArguments(root);
  const fetches = orderFetches(root).map(({ node, dependencies }) => ({
    node,
    dependencies,
    work: compileFetchNode(node, { ...context, mayShare }),
  }));
  const entityFetches = fetches.flatMap(({ node, work }) =>
    typeof work === 'function' ? [] : [{ node, entityFetch: work }],
  );
  const groups = context.mergesFetches ? compileMergeGroups(entityFetches) : new Map<unknown, MergeGroup>();
  return compileSchedule(
    fetches.map(({ work, dependencies }) => ({ work, dependencies, group: groups.get(work) ?? null })),
  );
}

function compileFetchNode(
  node: FetchNode,
  { planner, names, clientFields, clientFor, mayShare }: PlanContext,
): PlanStep | EntityFetch {
  const { supergraphSchema, identifies, keysOf, requiredBy } = planner;
  const { subgraph, operation, path, requires, outputRewrites, contextArguments } = node;
  const rootFields = requires === null ? rootFieldsOf(operation) : [];
  const isMutation = node.operationType === 'mutation';
  const dataName = (fetched: string) => node.renamedFields.get(fetched) ?? fetched;
  let entityFields: readonly EntityField[] | undefined;
  const fetch: Fetch = {
    ...{ subgraph, path, names, mayShare, operation, isMutation },
    variables: node.variables,
    client: clientFor(subgraph),
    contextArguments:
      contextArguments.length === 0
        ? null
        : compileContextArguments(supergraphSchema, contextArguments, path),
    represent:
      requires === null
        ? null
        : compileRepresentation({
            schema: supergraphSchema,
            selections: requires,
            rewrites: node.inputRewrites,
            identifies: (type, fields) => identifies(subgraph, type, fields),
          }),
    rewrite:
      outputRewrites.length === 0
        ? null
        : (data) => {
            applyRewrites(supergraphSchema, outputRewrites, data);
          },
    isInterface: (typename) =>
      typeof typename === 'string' && isInterfaceType(supergraphSchema.getType(typename)),
    ...{ clientFields, dataName, clientName: (fetched) => names.clientName(dataName(fetched)) },
    entityFields: () => (entityFields ??= entityFieldsOf(operation)),
    keyOf: (object) => keyRepresentation(object, (type) => keysOf(subgraph, type)),
    requiredBy: (type, field) => requiredBy(subgraph, type, field),
    isOfType: (typename, condition) => isOfType(supergraphSchema, typename, condition),
    rootFields: rootFields.map(responseNameOf),
    mustSucceed: isMutation && rootFields.some((field) => isNonNull(field, supergraphSchema)),
  };
  if (fetch.represent === null) return compileRootFetch(fetch);
  return fetch.contextArguments === null
    ? compileEntityFetch(fetch, fetch.represent)
    : compileContextFetch(fetch, fetch.represent, fetch.contextArguments);
}

function rootFieldsOf(operation: string): FieldNode[] {
  return parse(operation).definitions.flatMap((definition) =>
    'operation' in definition ? fieldsIn(definition.selectionSet, noFragments) : [],
  );
}

function isNonNull({ name }: FieldNode, schema: GraphQLSchema): boolean {
  const type = schema.getMutationType()?.getFields()[name.value]?.type;
  return type?.toString().endsWith('!') === true;
}
