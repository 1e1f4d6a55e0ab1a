import { Kind, parse } from 'graphql';
import type { SelectionSetNode } from 'graphql';
import { oneUp } from '../../execution/context-arguments.ts';
import { responseNameOf } from '../../execution/fetch-names.ts';
import { listItem } from '../../execution/paths.ts';
import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '../planner.ts';
import { fragmentPrefix } from '../../execution/rewrites.ts';

/** Fields that are there, or are needed, by their paths; lists do not count. */
type Fields = Set<string>;

/**
 * The order of what a plan does at once. The planner overlooks at times that one fetch needs what another one beside it
 * brings: then the one waits for the other.
 * @param available what is there before any of it
 * @returns what to do at once, one lot after the other
 */
export function inLots(
  nodes: readonly PlanNode[],
  nested: readonly string[],
  available: ReadonlySet<string>,
): PlanNode[][] {
  const path = nested.filter((part) => part !== listItem);
  if (nodes.length < 2) return [[...nodes]];
  const waiting = nodes.map((node) => ({
    node,
    missing: new Set([...neededBy(node, path)].filter((field) => !available.has(field))),
    given: givenBy(node, path),
  }));
  const lots: PlanNode[][] = [];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ missing }, index) =>
      waiting.every(({ given }, other) => other === index || ![...missing].some((field) => given.has(field))),
    );
    // What needs each other goes together: the planner may know better.
    const lot = ready.length === 0 ? [...waiting] : ready;
    lots.push(lot.map(({ node }) => node));
    for (const done of lot) waiting.splice(waiting.indexOf(done), 1);
  }
  return lots;
}

/** What a part of a plan brings. */
export function givenBy(node: PlanNode, nested: readonly string[]): Fields {
  const path = nested.filter((part) => part !== listItem);
  const given: Fields = new Set();
  eachFetch(node, path, (fetch, at) => {
    for (const definition of parse(fetch.operation, { noLocation: true }).definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const selection of definition.selectionSet.selections) {
        if (selection.kind !== Kind.FIELD) continue;
        const isEntities = fetch.requires !== undefined && selection.name.value === '_entities';
        if (isEntities) addFields(selection.selectionSet, at, given);
        else addFields({ ...definition.selectionSet, selections: [selection] }, at, given);
      }
    }
  });
  return given;
}

/** What it needs before it begins. */
function neededBy(node: PlanNode, path: readonly string[]): Fields {
  const needed: Fields = new Set();
  eachFetch(node, path, ({ requires = [], contextRewrites = [] }, at) => {
    addNeeds(requires, at, needed);
    for (const rewrite of contextRewrites) needed.add(fieldAbove(at, rewrite.path).join('.'));
  });
  const own = givenBy(node, path);
  return node.kind === 'Sequence' ? new Set([...needed].filter((field) => !own.has(field))) : needed;
}

function eachFetch(
  node: PlanNode,
  path: readonly string[],
  visit: (fetch: FetchNode, path: readonly string[]) => void,
): void {
  switch (node.kind) {
    case 'Fetch':
      visit(node, path);
      return;
    case 'Flatten': {
      const below = node.path.map(String).filter((part) => part !== listItem);
      eachFetch(node.node, [...path, ...below], visit);
      return;
    }
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) eachFetch(child, path, visit);
      return;
    case 'Condition':
      for (const child of [node.ifClause, node.elseClause]) {
        if (child !== undefined) eachFetch(child, path, visit);
      }
      return;
    case 'Defer':
  }
}

/** The field that a way leads to, up and down again. */
function fieldAbove(path: readonly string[], way: readonly string[]): string[] {
  const up = way.filter((part) => part === oneUp).length;
  const down = way.filter((part) => part !== oneUp && !part.startsWith(fragmentPrefix));
  return [...path.slice(0, path.length - up), ...down];
}

function addFields(selectionSet: SelectionSetNode | undefined, path: readonly string[], into: Fields): void {
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) addFields(selection.selectionSet, path, into);
    else {
      const below = [...path, responseNameOf(selection)];
      into.add(below.join('.'));
      addFields(selection.selectionSet, below, into);
    }
  }
}

function addNeeds(
  selections: readonly QueryPlanSelectionNode[],
  path: readonly string[],
  into: Fields,
): void {
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') addNeeds(selection.selections, path, into);
    else if (selection.name !== '__typename') {
      const below = [...path, selection.alias ?? selection.name];
      into.add(below.join('.'));
      addNeeds(selection.selections ?? [], below, into);
    }
  }
}
