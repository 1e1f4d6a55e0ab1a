import { getOperationAST, parse } from 'graphql';
import { addSelectedPaths } from '../field-paths.ts';
import type { FieldPaths } from '../field-paths.ts';
import { listItem, parentObject, typeConditionPrefix } from '../planning/planner.ts';
import type { FetchNode, PlanNode, RequiredSelection, Rewrite } from '../planning/planner.ts';
import { fieldsIn, fragmentsOf } from '../selections.ts';

/** A fetch of a plan, and the fetches whose results it needs. */
export interface OrderedFetch {
  node: FetchNode;
  /** Indices of earlier fetches in the list. */
  dependencies: readonly number[];
}

/** A fetch's place in the plan: the child at each node from the root. */
type Place = readonly { inSequence: boolean; child: number }[];

interface PlacedFetch {
  node: FetchNode;
  place: Place;
  /** The fields that it selects. */
  writes: FieldPaths;
  /** Its objects and the fields of their representations. */
  reads: FieldPaths;
}

/**
 * Lists the fetches of a plan in its order, with the dependencies of each. The plan's sequences are barriers: a whole
 * step waits for the slowest fetch before it. Of the fetches before it, a fetch depends on those that
 *
 * - select its objects, or a field of its representations or `@fromContext` arguments
 * - select a field that it selects, or need a field that it selects: the later value stays
 * - are mutations, or come before a mutation: their order is the client's
 */
export function orderFetches(root: PlanNode): OrderedFetch[] {
  const placed: PlacedFetch[] = [];
  addFetches(root, [], placed);
  const mutations: number[] = [];
  const writers = new Map<string, number[]>();
  const readers = new Map<string, number[]>();
  return placed.map((fetch, index) => {
    const candidates = new Set([
      ...[...fetch.reads, ...fetch.writes].flatMap((path) => writers.get(path) ?? []),
      ...[...fetch.writes].flatMap((path) => readers.get(path) ?? []),
      ...(isMutation(fetch.node) ? placed.slice(0, index).keys() : mutations),
    ]);
    addIndex(writers, fetch.writes, index);
    addIndex(readers, fetch.reads, index);
    if (isMutation(fetch.node)) mutations.push(index);
    const dependencies = [...candidates].filter((other) => isBefore(placed[other]?.place, fetch.place));
    return { node: fetch.node, dependencies };
  });
}

function addIndex(indices: Map<string, number[]>, paths: FieldPaths, index: number): void {
  for (const path of paths) {
    const others = indices.get(path);
    if (others === undefined) indices.set(path, [index]);
    else others.push(index);
  }
}

function isMutation({ operationType }: FetchNode): boolean {
  return operationType === 'mutation';
}

/** True if a sequence of the plan puts the first place before the second. */
function isBefore(first: Place | undefined, second: Place): boolean {
  for (const [depth, step] of (first ?? []).entries()) {
    const other = second[depth];
    if (other === undefined) return false;
    if (step.child !== other.child) return step.inSequence && step.child < other.child;
  }
  return false;
}

function addFetches(node: PlanNode, place: Place, into: PlacedFetch[]): void {
  if (node.type === 'Fetch') {
    into.push({ node, place, writes: writesOf(node), reads: readsOf(node) });
    return;
  }
  const inSequence = node.type === 'Sequence';
  for (const [child, below] of node.nodes.entries()) {
    addFetches(below, [...place, { inSequence, child }], into);
  }
}

function writesOf({ operation, requires, path, outputRewrites }: FetchNode): FieldPaths {
  const writes: FieldPaths = new Set();
  const at = namesIn(path);
  const document = parse(operation, { noLocation: true });
  const fragments = fragmentsOf(document);
  const root = getOperationAST(document)?.selectionSet;
  const selectionSet = requires === null ? root : fieldsIn(root, fragments)[0]?.selectionSet;
  addSelectedPaths(selectionSet, at, writes, fragments);
  for (const rewrite of outputRewrites) writes.add([...at, ...rewrittenField(rewrite)].join('.'));
  return writes;
}

function rewrittenField(rewrite: Rewrite): string[] {
  const names = namesIn(rewrite.path);
  return rewrite.type === 'RenameField' ? [...names.slice(0, -1), rewrite.to] : names;
}

function readsOf({ path, requires, contextArguments }: FetchNode): FieldPaths {
  const reads: FieldPaths = new Set();
  const at = namesIn(path);
  for (const end of at.keys()) reads.add(at.slice(0, end + 1).join('.'));
  if (requires !== null) addRequiredPaths(requires, at, reads);
  for (const argument of contextArguments) {
    const up = argument.path.filter((part) => part === parentObject).length;
    const down = namesIn(argument.path);
    for (const end of down.keys()) {
      reads.add([...at.slice(0, at.length - up), ...down.slice(0, end + 1)].join('.'));
    }
  }
  return reads;
}

function addRequiredPaths(
  selections: readonly RequiredSelection[],
  path: readonly string[],
  into: FieldPaths,
): void {
  for (const selection of selections) {
    if (selection.type === 'InlineFragment') addRequiredPaths(selection.selections, path, into);
    else {
      const below = [...path, selection.name];
      into.add(below.join('.'));
      addRequiredPaths(selection.selections, below, into);
    }
  }
}

function namesIn(path: readonly string[]): string[] {
  return path.filter(
    (part) => part !== listItem && part !== parentObject && !part.startsWith(typeConditionPrefix),
  );
}
