// Reads the join directives of a supergraph (https://specs.apollo.dev/join/v0.3/).
import { Kind, parse, print, stripIgnoredCharacters } from 'graphql';
import type {
  ConstDirectiveNode,
  DocumentNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
  SelectionSetNode,
  TypeNode,
} from 'graphql';

export type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

export function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Expected a field set, found ${text}`);
  return definition.selectionSet;
}

export function printFieldSet(selectionSet: SelectionSetNode): string {
  return stripIgnoredCharacters(print(selectionSet)).slice(1, -1);
}

export function hasFields(node: DocumentNode['definitions'][number]): node is FieldsType {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function argumentOf({ arguments: given = [] }: ConstDirectiveNode, name: string) {
  return given.find((argument) => argument.name.value === name);
}

export function stringOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The subgraphs' own names, by their names in `join__Graph`. */
export function graphNames({ definitions }: DocumentNode): Map<string, string> {
  const values = definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph' ? (node.values ?? []) : [],
  );
  return new Map(
    values.map(({ name, directives = [] }) => {
      const graph = directives.find((directive) => directive.name.value === 'join__graph');
      return [name.value, (graph === undefined ? undefined : stringOf(graph, 'name')) ?? name.value];
    }),
  );
}

/** True for a field that the directive's subgraph declares as `@external`. */
export function isExternal(directive: ConstDirectiveNode): boolean {
  const external = argumentOf(directive, 'external')?.value;
  return external?.kind === Kind.BOOLEAN && external.value;
}

/** The `graph` argument, a value of `join__Graph`; empty when the directive concerns all subgraphs. */
export function graphOf(directive: ConstDirectiveNode): string {
  const graph = argumentOf(directive, 'graph')?.value;
  return graph?.kind === Kind.ENUM ? graph.value : '';
}

/** The subgraphs in which a type implements an interface, as values of `join__Graph`. */
export function implementing(node: FieldsType): Set<string> {
  return new Set(
    (node.directives ?? []).filter(({ name }) => name.value === 'join__implements').map(graphOf),
  );
}
