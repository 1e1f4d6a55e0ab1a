import { Kind } from 'graphql';
import type { DocumentNode, SelectionSetNode } from 'graphql';

/** The size of a document's operations with every fragment spread expanded. */
export interface SelectionExtent {
  selections: number;
  /** The deepest nesting of selections. */
  depth: number;
}

const measured = new WeakMap<DocumentNode, SelectionExtent>();

/**
 * Measures the operations of a document. `depth` includes fragments that no operation spreads, because GraphQL's
 * validation rules walk them too.
 */
export function selectionExtentOf(document: DocumentNode): SelectionExtent {
  const known = measured.get(document);
  if (known !== undefined) return known;
  const fragments = fragmentExtents(document);
  const extent = { selections: 0, depth: 0 };
  for (const { depth } of fragments.values()) extent.depth = Math.max(extent.depth, depth);
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const { selections, depth } = measure(node.selectionSet, fragments);
    extent.selections += selections;
    extent.depth = Math.max(extent.depth, depth);
  }
  measured.set(document, extent);
  return extent;
}

/**
 * Measures each fragment once, after the fragments that it spreads; a cycle adds nothing. It keeps its own stack instead
 * of calling itself, because a chain of fragments may be longer than the call stack.
 */
function fragmentExtents({ definitions }: DocumentNode): Map<string, SelectionExtent> {
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  }
  const extents = new Map<string, SelectionExtent>();
  const visited = new Set<string>();
  const stack = [...fragments.keys()];
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const selectionSet = fragments.get(name);
    if (selectionSet === undefined || extents.has(name)) {
      stack.pop();
    } else if (visited.has(name)) {
      extents.set(name, measure(selectionSet, extents));
      stack.pop();
    } else {
      visited.add(name);
      for (const spread of spreadsIn(selectionSet)) if (!visited.has(spread)) stack.push(spread);
    }
  }
  return extents;
}

function* spreadsIn({ selections }: SelectionSetNode): Generator<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) yield selection.name.value;
    else if (selection.selectionSet !== undefined) yield* spreadsIn(selection.selectionSet);
  }
}

function measure(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, SelectionExtent>,
): SelectionExtent {
  const extent = { selections: 0, depth: 0 };
  for (const selection of selectionSet.selections) {
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? fragments.get(selection.name.value)
        : selection.selectionSet && measure(selection.selectionSet, fragments);
    extent.selections += 1 + (inner?.selections ?? 0);
    extent.depth = Math.max(extent.depth, 1 + (inner?.depth ?? 0));
  }
  return extent;
}
