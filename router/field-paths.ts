import type { SelectionSetNode } from 'graphql';
import { noFragments, responseNameOf, walkFields } from './selections.ts';
import type { Fragments } from './selections.ts';

/** Paths of response names from the root of the data, dotted, without list items and type conditions. */
export type FieldPaths = Set<string>;

/** Adds the path of each selected field. @param path of the object that has the fields */
export function addSelectedPaths(
  selectionSet: SelectionSetNode | undefined,
  path: readonly string[],
  into: FieldPaths,
  fragments: Fragments = noFragments,
): void {
  if (selectionSet === undefined) return;
  walkFields(selectionSet, fragments, (field) => {
    const below = [...path, responseNameOf(field)];
    into.add(below.join('.'));
    addSelectedPaths(field.selectionSet, below, into, fragments);
  });
}
