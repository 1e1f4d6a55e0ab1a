import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse } from 'graphql';
import { addSelectedPaths } from '../../field-paths.ts';
import type { FieldPaths } from '../../field-paths.ts';
import { listItem, parentObject, typeConditionPrefix } from '../planner.ts';
import { unsupportedNode } from '../unsupported-node.ts';

/**
 * Splits parallel fetches into batches: a fetch runs after the fetches of the fields that it needs. The planner fetches
 * a context's value in parallel with the fields that read it: their `@fromContext` argument has no value yet.
 *
 *     # houses
 *     type Query { hotels: [Hotel!]! }
 *     type Hotel @key(fields: "id") @context(name: "stay") { id: ID! rate: String @external wings: [Wing!]! }
 *     type Wing @key(fields: "id") { id: ID! }
 *     type Room @key(fields: "id") { id: ID! price(code: String @fromContext(field: "$stay { rate }")): Int }
 *     # taxes
 *     type Hotel @key(fields: "id") { id: ID! rate: String }
 *     # wings
 *     type Wing @key(fields: "id") { id: ID! rooms: [Room!]! }
 *     type Room @key(fields: "id") { id: ID! }
 *
 *     { hotels { wings { rooms { price } } } }
 */
export function orderParallelFetches(
  node: PlanNode,
  path: readonly string[] = [],
  available: ReadonlySet<string> = new Set(),
): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return node;
    case 'Flatten':
      return { ...node, node: orderParallelFetches(node.node, pathBelow(path, node.path), available) };
    case 'Sequence': {
      const fetched = new Set(available);
      const nodes = node.nodes.map((child) => {
        const ordered = orderParallelFetches(child, path, new Set(fetched));
        for (const field of fieldsFetchedBy(child, path)) fetched.add(field);
        return ordered;
      });
      return { kind: 'Sequence', nodes };
    }
    case 'Parallel': {
      const batches = batchesOf(node.nodes, path, available).map((batch): PlanNode => {
        return {
          kind: 'Parallel',
          nodes: batch.map((child) => orderParallelFetches(child, path, available)),
        };
      });
      const [only] = batches;
      return only !== undefined && batches.length === 1 ? only : { kind: 'Sequence', nodes: batches };
    }
    case 'Condition':
    case 'Defer':
      throw unsupportedNode(node);
  }
}

/** @param available fetched earlier in the plan */
function batchesOf(
  nodes: readonly PlanNode[],
  path: readonly string[],
  available: ReadonlySet<string>,
): PlanNode[][] {
  if (nodes.length < 2) return [[...nodes]];
  const waiting = nodes.map((node) => ({
    node,
    missing: [...fieldsRequiredBy(node, path)].filter((field) => !available.has(field)),
    fetched: fieldsFetchedBy(node, path),
  }));
  const batches: PlanNode[][] = [];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ missing }, index) =>
      waiting.every(({ fetched }, other) => other === index || !missing.some((field) => fetched.has(field))),
    );
    // Fetches that require each other's fields stay parallel.
    const batch = ready.length === 0 ? [...waiting] : ready;
    batches.push(batch.map(({ node }) => node));
    for (const done of batch) waiting.splice(waiting.indexOf(done), 1);
  }
  return batches;
}

function fieldsFetchedBy(node: PlanNode, path: readonly string[]): FieldPaths {
  const fetched: FieldPaths = new Set();
  eachFetch(node, path, (fetch, at) => {
    for (const definition of parse(fetch.operation, { noLocation: true }).definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const selection of definition.selectionSet.selections) {
        if (selection.kind !== Kind.FIELD) continue;
        const isEntities = fetch.requires !== undefined && selection.name.value === '_entities';
        if (isEntities) addSelectedPaths(selection.selectionSet, at, fetched);
        else addSelectedPaths({ ...definition.selectionSet, selections: [selection] }, at, fetched);
      }
    }
  });
  return fetched;
}

/** Of a sequence: the fields that its own fetches do not fetch. */
function fieldsRequiredBy(node: PlanNode, path: readonly string[]): FieldPaths {
  const required: FieldPaths = new Set();
  eachFetch(node, path, ({ requires = [], contextRewrites = [] }, at) => {
    addRequired(requires, at, required);
    for (const rewrite of contextRewrites) required.add(ancestorField(at, rewrite.path).join('.'));
  });
  if (node.kind !== 'Sequence') return required;
  const own = fieldsFetchedBy(node, path);
  return new Set([...required].filter((field) => !own.has(field)));
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
    case 'Flatten':
      eachFetch(node.node, pathBelow(path, node.path), visit);
      return;
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) eachFetch(child, path, visit);
      return;
    case 'Condition':
    case 'Defer':
      throw unsupportedNode(node);
  }
}

function pathBelow(path: readonly string[], below: readonly (string | number)[]): string[] {
  return [...path, ...below.map(String).filter((part) => part !== listItem)];
}

/** Resolves a `@fromContext` path from an entity to a field of an ancestor. */
function ancestorField(path: readonly string[], ancestorPath: readonly string[]): string[] {
  const up = ancestorPath.filter((part) => part === parentObject).length;
  const down = ancestorPath.filter((part) => part !== parentObject && !part.startsWith(typeConditionPrefix));
  return [...path.slice(0, path.length - up), ...down];
}

function addRequired(
  selections: readonly QueryPlanSelectionNode[],
  path: readonly string[],
  into: FieldPaths,
): void {
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') addRequired(selection.selections, path, into);
    else if (selection.name !== '__typename') {
      const below = [...path, selection.alias ?? selection.name];
      into.add(below.join('.'));
      addRequired(selection.selections ?? [], below, into);
    }
  }
}
