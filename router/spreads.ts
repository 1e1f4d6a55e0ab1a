import { Kind } from 'graphql';
import type { ASTVisitor, DocumentNode, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql';
import { graphqlError } from '../platform/errors.ts';

/** So many selections an operation may have, with those of a fragment counted wherever it is spread. */
const mostSelections = 20_000;

/**
 * Refuses operations whose fragments multiply: each may spread the next twice, and a text of forty short fragments be of
 * more selections than anybody could go through.
 */
export function limitedSpreads(context: ValidationContext): ASTVisitor {
  if (selectionsIn(context.getDocument()) > mostSelections) {
    const message = `The fragments of the operation spread to more than ${mostSelections} selections.`;
    context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'selections' }));
  }
  return {};
}

/** A rule that goes through what fragments spread to, for operations where that ends in time. */
export function whereSpreadsAreFew(rule: ValidationRule): ValidationRule {
  return (context) => (selectionsIn(context.getDocument()) > mostSelections ? {} : rule(context));
}

const counted = new WeakMap<DocumentNode, number>();

/** Each fragment is counted once, however often it is spread; where they go round in circles, that adds nothing. */
function selectionsIn(document: DocumentNode): number {
  const known = counted.get(document);
  if (known !== undefined) return known;
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  }
  const sizes = new Map<string, number>();
  const sizeOf = ({ selections }: SelectionSetNode): number => {
    let size = 0;
    for (const selection of selections) {
      size += 1;
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet !== undefined) size += sizeOf(selection.selectionSet);
        continue;
      }
      const name = selection.name.value;
      const selectionSet = fragments.get(name);
      if (selectionSet === undefined) continue;
      if (!sizes.has(name)) {
        sizes.set(name, 0);
        sizes.set(name, sizeOf(selectionSet));
      }
      size += sizes.get(name) ?? 0;
    }
    return size;
  };
  let size = 0;
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) size += sizeOf(node.selectionSet);
  }
  counted.set(document, size);
  return size;
}
