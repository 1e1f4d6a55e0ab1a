import { Kind, print } from 'graphql';
import type { FieldNode, SelectionSetNode } from 'graphql';
import type { Fragments } from '../selections.ts';
import { responseNameOf } from '../selections.ts';
import type { ClientObject } from './client-fields.ts';
import type { Fetch } from './fetch.ts';
import { changeOperation, filterFields } from './selection-filter.ts';

/** The fields from the object of a fetch to one that failed: response names in the operation. */
export type FieldPath = readonly string[];

/** A removed field, after the fields around it, from the object of the fetch. */
export type RemovedField = readonly SelectedField[];

interface SelectedField {
  field: FieldNode;
  /** Of the object around it; undefined for an entity of any type. */
  type: string | undefined;
}

/** An operation without some fields. */
export interface ReducedOperation {
  operation: string;
  removed: readonly RemovedField[];
}

/**
 * Removes from a fetch the fields at these paths that the client did not ask for: other fields require them.
 * @param objects of the client that the result is merged into
 * @returns null when none is removed, or nothing is left
 */
export function withoutUnaskedFields(
  { operation, represent, clientFields, dataName }: Fetch,
  paths: readonly FieldPath[],
  objects: readonly ClientObject[],
): ReducedOperation | null {
  const removed: RemovedField[] = [];

  function askedAs(node: FieldNode, object: ClientObject, type: string | undefined): FieldNode[] {
    const name = dataName(responseNameOf(node));
    const isRenamed = name !== responseNameOf(node);
    return clientFields
      .fieldsOf(object, type)
      .filter(
        (asked) => responseNameOf(asked) === name && (!isRenamed || argumentsOf(asked) === argumentsOf(node)),
      );
  }

  function reduced(
    selectionSet: SelectionSetNode,
    type: string | undefined,
    fragments: Fragments,
    [name, ...rest]: FieldPath,
    object: ClientObject,
    around: RemovedField = [],
  ): SelectionSetNode | null {
    return filterFields(selectionSet, type, fragments, (field, within) => {
      if (responseNameOf(field) !== name) return field;
      const asked = askedAs(field, object, within);
      const here = [...around, { field, type: within }];
      if (rest.length === 0 || field.selectionSet === undefined) {
        if (asked.length > 0) return field;
        removed.push(here);
        return null;
      }
      const typeName = clientFields.typeOfField(within, field.name.value);
      const selectionSets = asked.flatMap((one) => one.selectionSet ?? []);
      const inner = { typeName, selectionSets };
      const kept = reduced(field.selectionSet, typeName, fragments, rest, inner, here);
      return kept === null ? null : { ...field, selectionSet: kept };
    });
  }

  const text = changeOperation(operation, (definition, fragments) => {
    const { selectionSet } = definition;
    const [entities] = selectionSet.selections;
    const isEntityFetch = represent !== null && entities?.kind === Kind.FIELD;
    let kept: SelectionSetNode | null = isEntityFetch ? (entities.selectionSet ?? null) : selectionSet;
    for (const object of objects) {
      const type = isEntityFetch ? undefined : object.typeName;
      for (const path of paths) kept &&= reduced(kept, type, fragments, path, object);
    }
    if (kept === null || !selectsData(kept)) return null;
    if (!isEntityFetch) return { ...definition, selectionSet: kept };
    const selections = [{ ...entities, selectionSet: kept }];
    return { ...definition, selectionSet: { ...selectionSet, selections } };
  });
  return text === null || removed.length === 0 ? null : { operation: text, removed };
}

function argumentsOf({ arguments: given = [] }: FieldNode): string {
  return given.map((argument) => print(argument)).join();
}

/** False if only `__typename` is selected. Spreads of fragments are inlined by then. */
function selectsData({ selections }: SelectionSetNode): boolean {
  return selections.some((node) => {
    if (node.kind === Kind.FIELD) return node.name.value !== '__typename';
    return node.kind === Kind.FRAGMENT_SPREAD || selectsData(node.selectionSet);
  });
}
