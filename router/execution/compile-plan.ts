import { isInterfaceType, Kind, parse } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import type { SubgraphSource } from '../subgraphs/subgraph-client.ts';
import { compileContexts, hasContexts } from './context-arguments.ts';
import { compileFetch } from './fetch.ts';
import { responseNameOf } from './fetch-names.ts';
import type { FetchNames } from './fetch-names.ts';
import type { FetchNode, Planner, PlanNode } from '../planning/planner.ts';
import { compileRepresentation } from './representations.ts';
import type { RequiredArguments } from '../planning/corrections/required-arguments.ts';
import { separateFetches } from '../planning/corrections/required-argument-fetches.ts';
import { applyRewrites } from './rewrites.ts';
import { givenBy, inLots } from '../planning/corrections/parallel-dependencies.ts';
import type { ExecutionState, PlanStep } from './execution-state.ts';

/** What plans of one graph are compiled with. */
export interface PlanSurroundings {
  /** All types, with what clients do not see of them. */
  supergraph: GraphQLSchema;
  planner: Pick<Planner, 'keys'>;
  names: FetchNames;
  required: RequiredArguments;
  /** By the subgraph's name. */
  sourceOf: (subgraph: string) => SubgraphSource;
}

/** And with what is so of one plan. */
interface Surroundings extends PlanSurroundings {
  mayShare: boolean;
}

/** Compiles a plan into steps that know all that can be known before a request comes. */
export function compilePlan(node: PlanNode, around: PlanSurroundings): PlanStep {
  return compileNode(node, [], { ...around, mayShare: !hasContexts(node) }, new Set());
}

function compileNode(
  node: PlanNode,
  path: readonly string[],
  around: Surroundings,
  available: ReadonlySet<string>,
): PlanStep {
  switch (node.kind) {
    case 'Fetch':
      return inParallel(
        separateFetches(node, around.required).map((fetch) => compileFetchNode(fetch, path, around)),
      );
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path.map(String)], around, available);
    case 'Sequence':
      return inSequence(compileInTurn(node.nodes, path, around, available));
    case 'Parallel':
      return inSequence(
        inLots(node.nodes, path, available).map((lot) =>
          inParallel(lot.map((child) => compileNode(child, path, around, available))),
        ),
      );
    case 'Condition': {
      const branch = (child: PlanNode | undefined) =>
        child === undefined ? nothing : compileNode(child, path, around, available);
      const name = around.names.variableAsked(node.condition);
      const [holds, fails] = [branch(node.ifClause), branch(node.elseClause)];
      return (run) => (run.coerced[name] === true ? holds(run) : fails(run));
    }
    case 'Defer':
      throw new Error('the planner deferred what nobody asked to be deferred');
  }
}

/** Each part finds there what the ones before it bring. */
function compileInTurn(
  nodes: readonly PlanNode[],
  path: readonly string[],
  around: Surroundings,
  available: ReadonlySet<string>,
): PlanStep[] {
  const known = new Set(available);
  return nodes.map((node) => {
    const step = compileNode(node, path, around, new Set(known));
    for (const field of givenBy(node, path)) known.add(field);
    return step;
  });
}

const nothing: PlanStep = () => undefined;

function inSequence(steps: readonly PlanStep[]): PlanStep {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  return async (run) => {
    for (const step of steps) {
      if (run.halted) return;
      await step(run);
    }
  };
}

function inParallel(steps: readonly PlanStep[]): PlanStep {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  return (run: ExecutionState) => {
    const pending = steps.map((step) => step(run)).filter((step) => step !== undefined);
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  };
}

function compileFetchNode(node: FetchNode, path: readonly string[], around: Surroundings): PlanStep {
  const { supergraph, names, required, planner, mayShare } = around;
  const { serviceName: subgraph, requires, inputRewrites = [], outputRewrites = [] } = node;
  const { variableUsages = [], contextRewrites = [] } = node;
  const fromContext = contextRewrites.filter(({ renameKeyTo }) => variableUsages.includes(renameKeyTo));
  if (fromContext.length > 0 && requires === undefined) throw new Error('nothing is above the query itself');
  const topFields = topFieldsOf(parse(node.operation));
  const isMutation = node.operationKind.toString() === 'mutation';
  return compileFetch({
    ...{ subgraph, path, names, mayShare },
    source: around.sourceOf(subgraph),
    operation: node.operation,
    isMutation,
    variables: variableUsages.filter((name) => !fromContext.some(({ renameKeyTo }) => renameKeyTo === name)),
    contexts: fromContext.length === 0 ? null : compileContexts(supergraph, fromContext, path),
    represent:
      requires === undefined
        ? null
        : compileRepresentation({
            schema: supergraph,
            selections: requires,
            rewrites: inputRewrites,
            ownName: (name) => required.fields.get(name)?.name ?? name,
            identify: (type, fields) => planner.keys.identify(subgraph, type, fields),
          }),
    rewrite:
      outputRewrites.length === 0
        ? null
        : (data) => {
            applyRewrites(supergraph, outputRewrites, data);
          },
    isInterface: (typename) => typeof typename === 'string' && isInterfaceType(supergraph.getType(typename)),
    asked: askedNames(node, around),
    topFields: requires === undefined ? topFields.map(responseNameOf) : [],
    mustSucceed: isMutation && topFields.some((field) => isRequired(field, supergraph)),
  });
}

/** The client's name of a field, by its name in the fetch: some the planner gives other names to, and changes back. */
function askedNames(
  { outputRewrites = [] }: FetchNode,
  { names, required }: PlanSurroundings,
): (name: string) => string {
  const changedBack = new Map(
    outputRewrites.flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1), rewrite.renameKeyTo] as const] : [],
    ),
  );
  return (fetched) => {
    const name = changedBack.get(fetched) ?? fetched;
    return names.asked(required.fields.get(name)?.name ?? name);
  };
}

function topFieldsOf({ definitions }: DocumentNode): FieldNode[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD)
      : [],
  );
}

function isRequired({ name }: FieldNode, supergraph: GraphQLSchema): boolean {
  const type = supergraph.getMutationType()?.getFields()[name.value]?.type;
  return type?.toString().endsWith('!') === true;
}
