import {
  getOperationAST,
  Kind,
  parse,
  print,
  separateOperations,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { DocumentNode, FieldNode, SelectionNode, SelectionSetNode } from 'graphql';
import { fragmentsOf, responseNameOf } from '../selections.ts';
import type { Fragments } from '../selections.ts';

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
  const document = parse(operation, { noLocation: true });
  const definition = getOperationAST(document);
  const [entities] = definition?.selectionSet.selections ?? [];
  if (!definition || entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) return null;
  const kept: EntityField[] = [];
  const keeps = (field: EntityField) => !isRemoved(field) && kept.push(field) > 0;
  const selectionSet = keptOf(entities.selectionSet, '', fragmentsOf(document), keeps);
  if (kept.length === 0 || selectionSet === null) return null;
  const reduced = {
    ...definition,
    selectionSet: { ...definition.selectionSet, selections: [{ ...entities, selectionSet }] },
  };
  return printed({
    ...document,
    definitions: document.definitions.map((node) => (node === definition ? reduced : node)),
  });
}

function keptOf(
  { selections, ...rest }: SelectionSetNode,
  type: string,
  fragments: Fragments,
  keeps: (field: EntityField) => boolean,
): SelectionSetNode | null {
  const kept = selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return isKept(node, type, keeps) ? [node] : [];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    if (fragment === undefined) return [];
    const { typeCondition } = fragment;
    const selectionSet = keptOf(fragment.selectionSet, typeCondition?.name.value ?? type, fragments, keeps);
    const { directives = [] } = node;
    return selectionSet === null
      ? []
      : [{ kind: Kind.INLINE_FRAGMENT, selectionSet, directives, ...(typeCondition && { typeCondition }) }];
  });
  return kept.length === 0 ? null : { ...rest, selections: kept };
}

function isKept(node: FieldNode, type: string, keeps: (field: EntityField) => boolean): boolean {
  const field = node.name.value;
  return field === '__typename' || keeps({ type, field, responseName: responseNameOf(node) });
}

/** The text of an operation, without fragments and variables that it does not use. */
function printed(whole: DocumentNode): string {
  const [document = whole] = Object.values(separateOperations(whole));
  const variables = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      variables.add(name.value);
    },
  });
  const used = visit(document, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? false : null),
  });
  return stripIgnoredCharacters(print(used));
}
