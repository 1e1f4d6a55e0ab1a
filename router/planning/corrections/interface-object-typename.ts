import type { TextCorrection } from './correct-module.ts';

/**
 * Selects the `__typename` of an entity with required fields in the subgraph that is asked for it. The planner selects that
 * of another subgraph, and finds no plan when both have the type as an `@interfaceObject`. On the graph of
 * `interface-object-requires.ts`:
 *
 *     { rated { rate } }
 */
export const interfaceObjectTypename: TextCorrection = {
  wrong: 'preRequireGroup.addAtPath(requirePath.inGroup(), keyInputs.selections());',
  right: `const typeInGroup = typeAtPath(preRequireGroup.parentType, requirePath.inGroup());
        preRequireGroup.addAtPath(requirePath.inGroup(), keyInputs.selections().map((selection) =>
            selection.element.name === federation_internals_1.typenameFieldName
                ? new federation_internals_1.FieldSelection(new federation_internals_1.Field(typeInGroup.typenameField()))
                : selection));`,
};
