import { isInterfaceType, parse } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';
import type { FetchNode, Planner, PlanNode } from '../planning/planner.ts';
import { fieldsIn, noFragments, responseNameOf } from '../selections.ts';
import type { SubgraphClient } from '../subgraphs/subgraph-client.ts';
import { compileContextArguments, hasContextArguments } from './context-arguments.ts';
import type { PlanStep } from './execution-state.ts';
import { compileEntityFetch } from './entity-fetch.ts';
import type { Fetch } from './fetch.ts';
import type { FetchNames } from './fetch-names.ts';
import { compileRepresentation } from './representations.ts';
import { applyRewrites } from './rewrites.ts';
import { compileRootFetch } from './root-fetch.ts';

/** The dependencies of `compilePlan`, per operation. */
export interface CompileContext {
  planner: Pick<Planner, 'supergraphSchema' | 'identifies'>;
  names: FetchNames;
  clientFor: (subgraph: string) => SubgraphClient;
}

interface PlanContext extends CompileContext {
  /** True when no fetch depends on ancestors: an object may then stand at several places of the data. */
  mayShare: boolean;
}

/** Compiles a plan into functions. They do only the work that depends on a request. */
export function compilePlan(node: PlanNode, context: CompileContext): PlanStep {
  return compileNode(node, { ...context, mayShare: !hasContextArguments(node) });
}

function compileNode(node: PlanNode, context: PlanContext): PlanStep {
  switch (node.type) {
    case 'Fetch':
      return compileFetchNode(node, context);
    case 'Sequence':
      return inSequence(node.nodes.map((child) => compileNode(child, context)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => compileNode(child, context)));
  }
}

function inSequence(steps: readonly PlanStep[]): PlanStep {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  return async (state) => {
    for (const step of steps) {
      if (state.halted) return;
      await step(state);
    }
  };
}

function inParallel(steps: readonly PlanStep[]): PlanStep {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  return (state) => {
    const pending = steps.map((step) => step(state)).filter((step) => step !== undefined);
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  };
}

function compileFetchNode(node: FetchNode, { planner, names, clientFor, mayShare }: PlanContext): PlanStep {
  const { supergraphSchema, identifies } = planner;
  const { subgraph, operation, path, requires, outputRewrites, contextArguments } = node;
  const rootFields = requires === null ? rootFieldsOf(operation) : [];
  const isMutation = node.operationType === 'mutation';
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
    clientName: (fetched) => names.clientName(node.renamedFields.get(fetched) ?? fetched),
    rootFields: rootFields.map(responseNameOf),
    mustSucceed: isMutation && rootFields.some((field) => isNonNull(field, supergraphSchema)),
  };
  return fetch.represent === null ? compileRootFetch(fetch) : compileEntityFetch(fetch, fetch.represent);
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
