import type { TextCorrection } from './correct-module.ts';

/**
 * Fetches a required field from a subgraph that resolves it. The planner adds the field to the fetch before if that
 * subgraph declares it, even as `@external` or with a `@requires` of its own. On the graph of `merge-with-parent.ts`,
 * it asks `hotels` for its external `levy` and `commission`.
 *
 *     { rooms { payout } }
 */
export const externalRequiredFields: TextCorrection = {
  wrong:
    'const newGroupIsUnneeded = parent.path && groupCopy.selection.canRebaseOn(typeAtPath(parent.group.selection.parentType, parent.path));',
  right:
    'const newGroupIsUnneeded = parent.path && resolvesItself(groupCopy.selection, typeAtPath(parent.group.selection.parentType, parent.path)) && groupCopy.selection.canRebaseOn(typeAtPath(parent.group.selection.parentType, parent.path));',
  helper: `
function resolvesItself(selectionSet, type) {
  const schema = type.schema();
  const metadata = (0, federation_internals_1.federationMetadata)(schema);
  return selectionSet.selections().every((selection) => {
    if (selection.kind === 'FragmentSelection') {
      const condition = selection.element.typeCondition;
      return resolvesItself(selection.selectionSet, (condition && schema.type(condition.name)) || type);
    }
    if (selection.element.name === '__typename') return true;
    const field = type.field && type.field(selection.element.name);
    if (!field || metadata.isFieldExternal(field)) return false;
    if (field.hasAppliedDirective(metadata.requiresDirective())) return false;
    return !selection.selectionSet || resolvesItself(selection.selectionSet, (0, federation_internals_1.baseType)(field.type));
  });
}`,
};
