import { Kind } from 'graphql';
import type { FieldNode, SelectionNode, SelectionSetNode } from 'graphql';
import { namedType } from '../../../supergraph/join-directives.ts';
import type { FieldsType } from '../../../supergraph/join-directives.ts';
import type { SyntheticFields } from './synthetic-fields.ts';

export interface RewriteOptions {
  types: ReadonlyMap<string, FieldsType>;
  synthetic: SyntheticFields;
  /** The subgraph of the directive, as a value of `join__Graph`. */
  graph: string;
  /** Gets the names of the synthetic fields in the result. */
  used: Set<string>;
}

/** Replaces each field that takes arguments. */
export function useSyntheticFields(
  { kind, selections }: SelectionSetNode,
  type: FieldsType,
  options: RewriteOptions,
): SelectionSetNode {
  return { kind, selections: selections.map((selection) => rewriteSelection(selection, type, options)) };
}

function rewriteSelection(
  selection: SelectionNode,
  type: FieldsType,
  options: RewriteOptions,
): SelectionNode {
  if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
  if (selection.kind === Kind.FIELD) return rewriteField(selection, type, options);
  const within = options.types.get(selection.typeCondition?.name.value ?? '') ?? type;
  return { ...selection, selectionSet: useSyntheticFields(selection.selectionSet, within, options) };
}

function rewriteField(field: FieldNode, type: FieldsType, options: RewriteOptions): FieldNode {
  const definition = type.fields?.find(({ name }) => name.value === field.name.value);
  if (definition === undefined) return field;
  const within = options.types.get(namedType(definition.type));
  const nested = field.selectionSet && within && useSyntheticFields(field.selectionSet, within, options);
  const own = nested === undefined ? field : { ...field, selectionSet: nested };
  if ((definition.arguments ?? []).length === 0) return own;
  const name = options.synthetic.add(type, field, options.graph);
  options.used.add(name);
  return { ...own, name: { ...field.name, value: name }, arguments: [] };
}
