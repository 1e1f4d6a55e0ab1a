import type { TextCorrection } from './correct-module.ts';

/**
 * Drops type conditions that cannot hold where a fetch is merged into a fetch for a narrower type. The planner finds no plan:
 * on the graph of `interface-object-requires.ts`, it merges a fetch of `r` for each implementation into `... on E2`.
 *
 *     { all { plain ... on E2 { rate } } }
 */
export const mergedFetchTypes: TextCorrection = {
  wrong:
    'this.addAtPath(path, removeUnneededTopLevelFragmentDirectives(merged.selection, mergePathConditionalDirectives));',
  right: `const fitting = ofTypeAtPath(removeUnneededTopLevelFragmentDirectives(merged.selection, mergePathConditionalDirectives), this.parentType, path);
            if (!fitting.isEmpty()) this.addAtPath(path, fitting);`,
  helper: `
function ofTypeAtPath(selectionSet, parentType, path) {
  const schema = parentType.schema();
  const runtimeTypes = ({ name }) => (0, federation_internals_1.possibleRuntimeTypes)(schema.type(name)).map((type) => type.name);
  const ofTypes = (selections, types) => selections.lazyMap((selection) => {
    if (selection.kind !== 'FragmentSelection') return selection;
    const { typeCondition } = selection.element;
    const left = typeCondition === undefined || !schema.type(typeCondition.name) ? types : runtimeTypes(typeCondition).filter((name) => types.includes(name));
    if (left.length === 0) return undefined;
    const within = ofTypes(selection.selectionSet, left);
    return within.isEmpty() ? undefined : selection.withUpdatedSelectionSet(within);
  });
  let from = path.length;
  while (from > 0 && path[from - 1].kind === 'FragmentElement') from -= 1;
  let types = runtimeTypes(typeAtPath(parentType, path.slice(0, from)));
  for (const { typeCondition } of path.slice(from)) {
    if (typeCondition !== undefined && schema.type(typeCondition.name)) types = types.filter((name) => runtimeTypes(typeCondition).includes(name));
  }
  return ofTypes(selectionSet, types);
}`,
};
