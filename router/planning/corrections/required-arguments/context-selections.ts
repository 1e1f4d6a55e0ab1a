// The selections of `@fromContext` in the `contextArguments` of a supergraph
// (https://specs.apollo.dev/join/v0.5/, https://specs.apollo.dev/context/v0.1/).
import { GraphQLError, Kind, print } from 'graphql';
import type {
  ConstArgumentNode,
  ConstDirectiveNode,
  ConstObjectValueNode,
  DocumentNode,
  SelectionSetNode,
} from 'graphql';
import {
  argumentOf,
  graphOf,
  parseFieldSet,
  printFieldSet,
  stringOf,
} from '../../../supergraph/join-directives.ts';
import type { FieldsType } from '../../../supergraph/join-directives.ts';
import { useSyntheticFields } from './rewrite-field-set.ts';
import type { SyntheticFields } from './synthetic-fields.ts';

/** Replaces fields with arguments in the `contextArguments` of a `@join__field`. */
export function createContextRewriter(
  document: DocumentNode,
  types: ReadonlyMap<string, FieldsType>,
  synthetic: SyntheticFields,
): (directive: ConstDirectiveNode) => ConstDirectiveNode {
  const contexts = contextTypes(document, types);

  /**
   * Several types may set a context: a selection must read the same field in all of them.
   * @throws GraphQLError if the field takes arguments in only some of the types
   */
  function rewriteSelection(selectionSet: SelectionSetNode, context: string, graph: string) {
    const [first, ...others] = (contexts.get(context) ?? []).map((type) =>
      useSyntheticFields(selectionSet, type, { types, synthetic, graph, used: new Set() }),
    );
    if (first === undefined) return selectionSet;
    if (others.every((other) => print(other) === print(first))) return first;
    throw new GraphQLError(
      `@context "${context}": expected the selected field to take arguments in all of its types, found types where it takes no argument.`,
    );
  }

  return (directive) => {
    const given = argumentOf(directive, 'contextArguments');
    if (directive.name.value !== 'join__field' || given === undefined) return directive;
    const changed = mapSelections(given, (selectionSet, context) =>
      rewriteSelection(selectionSet, context, graphOf(directive)),
    );
    return {
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) => (argument === given ? changed : argument)),
    };
  };
}

/** The types that set each context; for a union, its members. */
function contextTypes(
  { definitions }: DocumentNode,
  types: ReadonlyMap<string, FieldsType>,
): ReadonlyMap<string, readonly FieldsType[]> {
  const byContext = new Map<string, FieldsType[]>();
  for (const node of definitions) {
    const isUnion = node.kind === Kind.UNION_TYPE_DEFINITION;
    const isType =
      isUnion || node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!isType) continue;
    const names = isUnion ? (node.types ?? []).map(({ name }) => name.value) : [node.name.value];
    const marked = names.flatMap((name) => types.get(name) ?? []);
    for (const directive of node.directives ?? []) {
      const context = directive.name.value === 'context' ? stringOf(directive, 'name') : undefined;
      if (context !== undefined) byContext.set(context, [...(byContext.get(context) ?? []), ...marked]);
    }
  }
  return byContext;
}

/** Changes the `selection` of each item of a `contextArguments` argument. */
function mapSelections(
  argument: ConstArgumentNode,
  change: (selectionSet: SelectionSetNode, context: string) => SelectionSetNode,
): ConstArgumentNode {
  const { value } = argument;
  if (value.kind !== Kind.LIST) return argument;
  const values = value.values.map((item) => (item.kind === Kind.OBJECT ? changeItem(item) : item));
  return { ...argument, value: { ...value, values } };

  function changeItem(item: ConstObjectValueNode): ConstObjectValueNode {
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

/** The text has braces around it, or consists of inline fragments. */
function parseSelection(text: string): SelectionSetNode {
  const inner = text.trim();
  return parseFieldSet(inner.startsWith('{') ? inner.slice(1, -1) : inner);
}
