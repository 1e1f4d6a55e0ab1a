import { Kind } from 'graphql';
import type { FieldNode } from 'graphql';
import { responseNameOf } from '../selections.ts';
import { changeOperation, filterFields } from './selection-filter.ts';

/** A field that a fetch selects of its entities. */
export interface EntityField {
  /** The type of the fragment that it is selected in. */
  type: string;
  field: string;
  /** In the operation. */
  responseName: string;
}

/** The fields that an operation selects of `_entities`, without `__typename`. */
export function entityFieldsOf(operation: string): EntityField[] {
  const fields: EntityField[] = [];
  withoutEntityFields(operation, (field) => {
    fields.push(field);
    return false;
  });
  return fields;
}

/**
 * Removes fields of the entities from an operation.
 * @returns null when only `__typename` is left
 */
export function withoutEntityFields(
  operation: string,
  isRemoved: (field: EntityField) => boolean,
): string | null {
  const kept: EntityField[] = [];
  const filter = (node: FieldNode, type = '') => {
    const field = node.name.value;
    if (field === '__typename') return node;
    const entityField = { type, field, responseName: responseNameOf(node) };
    if (isRemoved(entityField)) return null;
    kept.push(entityField);
    return node;
  };
  return changeOperation(operation, (definition, fragments) => {
    const { selectionSet } = definition;
    const [entities] = selectionSet.selections;
    if (entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) return null;
    const ofEntities = filterFields(entities.selectionSet, undefined, fragments, filter);
    if (kept.length === 0 || ofEntities === null) return null;
    const selections = [{ ...entities, selectionSet: ofEntities }];
    return { ...definition, selectionSet: { ...selectionSet, selections } };
  });
}
