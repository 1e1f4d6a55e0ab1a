// What `@fromContext` names of the types that `@context` marks, as a supergraph has it
// (https://specs.apollo.dev/join/v0.5/, https://specs.apollo.dev/context/v0.1/).
import { Kind } from 'graphql';
import type { ConstArgumentNode, ConstObjectValueNode, DocumentNode, SelectionSetNode } from 'graphql';
import { parseFieldSet, printFieldSet, stringOf } from '../../supergraph/join-directives.ts';
import type { FieldsType } from '../../supergraph/join-directives.ts';

/** Finds the types of a context; of a union, its members. */
export function contextTypes(
  { definitions }: DocumentNode,
  types: ReadonlyMap<string, FieldsType>,
): (context: string) => FieldsType[] {
  const byContext = new Map<string, FieldsType[]>();
  for (const node of definitions) {
    const isUnion = node.kind === Kind.UNION_TYPE_DEFINITION;
    if (
      !isUnion &&
      node.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      node.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      continue;
    }
    const names = isUnion ? (node.types ?? []).map(({ name }) => name.value) : [node.name.value];
    const marked = names.flatMap((name) => types.get(name) ?? []);
    for (const directive of node.directives ?? []) {
      const context = directive.name.value === 'context' ? stringOf(directive, 'name') : undefined;
      if (context !== undefined) byContext.set(context, [...(byContext.get(context) ?? []), ...marked]);
    }
  }
  return (context) => byContext.get(context) ?? [];
}

/** The argument `contextArguments` with other selections. */
export function withContextSelections(
  argument: ConstArgumentNode,
  change: (selectionSet: SelectionSetNode, context: string) => SelectionSetNode,
): ConstArgumentNode {
  const { value } = argument;
  if (value.kind !== Kind.LIST) return argument;
  const values = value.values.map((item) => (item.kind === Kind.OBJECT ? changed(item) : item));
  return { ...argument, value: { ...value, values } };

  function changed(item: ConstObjectValueNode): ConstObjectValueNode {
    const textOf = (name: string) => {
      const field = item.fields.find((one) => one.name.value === name)?.value;
      return field?.kind === Kind.STRING ? field.value : '';
    };
    const selectionSet = change(parseSelection(textOf('selection')), textOf('context'));
    const fields = item.fields.map((field) =>
      field.name.value === 'selection'
        ? { ...field, value: { kind: Kind.STRING as const, value: `{${printFieldSet(selectionSet)}}` } }
        : field,
    );
    return { ...item, fields };
  }
}

/** With braces around it, or fragments alone. */
function parseSelection(text: string): SelectionSetNode {
  const inner = text.trim();
  return parseFieldSet(inner.startsWith('{') ? inner.slice(1, -1) : inner);
}
