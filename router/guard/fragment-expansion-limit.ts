import { Kind } from 'graphql';
import type { ASTVisitor, DocumentNode, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql';
import { validationAbortedError } from 'graphql/validation/validationAbortedError.js';
import { graphqlError } from '../../platform/errors.ts';

/** So many selections an operation may have, with those of a fragment counted wherever it is spread. */
const mostSelections = 20_000;
/**
 * So many selections may be within each other, by way of fragments too: what goes through them calls itself for each, in
 * the planner several times.
 */
const deepestSelections = 1_000;

/**
 * Refuses operations whose fragments multiply: each may spread the next twice, and a text of forty short fragments be of
 * more selections than anybody could go through. And those whose fragments spread each other in a long chain.
 */
export function limitedSpreads(context: ValidationContext): ASTVisitor {
  const { selections, depth } = extentOf(context.getDocument());
  if (selections > mostSelections) {
    const message = `The fragments of the operation spread to more than ${mostSelections} selections.`;
    context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'selections' }));
  }
  if (depth <= deepestSelections) return {};
  const message = `The operation has more than ${deepestSelections} selections within each other.`;
  context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'selections' }));
  return {
    Document() {
      // GraphQL's own rules would follow the chain, and run out of stack.
      throw validationAbortedError;
    },
  };
}

/** A rule that goes through what fragments spread to, for operations where that ends in time. */
export function whereSpreadsAreFew(rule: ValidationRule): ValidationRule {
  return (context) => {
    const { selections, depth } = extentOf(context.getDocument());
    return selections > mostSelections || depth > deepestSelections ? {} : rule(context);
  };
}

export interface Extent {
  selections: number;
  /** How many selections are within each other. */
  depth: number;
}

const measured = new WeakMap<DocumentNode, Extent>();

/** Of the fragments that operations spread, and of those that nobody does: GraphQL's rules go through them too. */
export function extentOf(document: DocumentNode): Extent {
  const known = measured.get(document);
  if (known !== undefined) return known;
  const fragments = extentsOfFragments(document);
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
 * Each fragment is measured once, however often it is spread, and after those that it spreads. Where they go round in
 * circles, that adds nothing. It calls itself for none of them: a chain of them may be longer than the stack.
 */
function extentsOfFragments({ definitions }: DocumentNode): Map<string, Extent> {
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  }
  const extents = new Map<string, Extent>();
  const begun = new Set<string>();
  const waiting = [...fragments.keys()];
  for (let name = waiting.at(-1); name !== undefined; name = waiting.at(-1)) {
    const selectionSet = fragments.get(name);
    if (selectionSet === undefined || extents.has(name)) {
      waiting.pop();
    } else if (begun.has(name)) {
      extents.set(name, measure(selectionSet, extents));
      waiting.pop();
    } else {
      begun.add(name);
      for (const spread of spreadsIn(selectionSet)) if (!begun.has(spread)) waiting.push(spread);
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

function measure(selectionSet: SelectionSetNode, fragments: ReadonlyMap<string, Extent>): Extent {
  const extent = { selections: 0, depth: 0 };
  for (const selection of selectionSet.selections) {
    const within =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? fragments.get(selection.name.value)
        : selection.selectionSet && measure(selection.selectionSet, fragments);
    extent.selections += 1 + (within?.selections ?? 0);
    extent.depth = Math.max(extent.depth, 1 + (within?.depth ?? 0));
  }
  return extent;
}
