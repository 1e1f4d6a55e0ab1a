import { Kind, parse, valueFromASTUntyped } from 'graphql';
import type { ASTNode, ConstDirectiveNode, FieldDefinitionNode, SelectionSetNode } from 'graphql';

/** A field definition in a subgraph's SDL. */
export interface FieldSdl {
  node: FieldDefinitionNode;
  isExternal: boolean;
  requires?: SelectionSetNode;
  provides?: SelectionSetNode;
  override?: { from: string; label?: string };
  /** `@fromContext` by argument. */
  contextArguments: Map<string, { context: string; selection: SelectionSetNode }>;
}

/** A type definition in a subgraph's SDL, with its extensions. */
export interface TypeSdl {
  keys: { selection: SelectionSetNode; isResolvable: boolean }[];
  fields: Map<string, FieldSdl>;
  /** Names set with `@context`. */
  contexts: string[];
  /** True for an extension of another subgraph's type: it may answer the external fields of its key. */
  isExtension: boolean;
  isObject: boolean;
  interfaces: string[];
  members: string[];
}

export type SubgraphSdl = Map<string, TypeSdl>;

/** Reads the federation directives of a subgraph's SDL. */
export function readSubgraphSdl(sdl: string): SubgraphSdl {
  const types: SubgraphSdl = new Map();
  for (const node of parse(sdl).definitions) {
    if (!('name' in node) || node.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const type = types.get(node.name.value) ?? {
      keys: [],
      fields: new Map<string, FieldSdl>(),
      contexts: [],
      isExtension: false,
      isObject: false,
      interfaces: [],
      members: [],
    };
    types.set(node.name.value, type);
    const isExternal = directivesOf(node, 'external').length > 0;
    type.isExtension ||= node.kind.endsWith('Extension') || directivesOf(node, 'extends').length > 0;
    type.contexts.push(...directivesOf(node, 'context').map(({ name }) => String(name)));
    for (const { fields, resolvable } of directivesOf(node, 'key')) {
      type.keys.push({ selection: fieldSet(fields), isResolvable: resolvable !== false });
    }
    if ('interfaces' in node) type.interfaces.push(...(node.interfaces ?? []).map(({ name }) => name.value));
    if ('types' in node) type.members.push(...(node.types ?? []).map(({ name }) => name.value));
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    type.isObject = true;
    for (const field of node.fields ?? []) type.fields.set(field.name.value, readField(field, isExternal));
  }
  return types;
}

function readField(node: FieldDefinitionNode, isTypeExternal: boolean): FieldSdl {
  const [requires] = directivesOf(node, 'requires');
  const [provides] = directivesOf(node, 'provides');
  const [override] = directivesOf(node, 'override');
  const contextArguments = (node.arguments ?? []).flatMap((argument) =>
    directivesOf(argument, 'fromContext').map(({ field }) => {
      const [, context = '', selection] = /^\s*\$(\w+)(.*)$/s.exec(String(field)) ?? [];
      return [argument.name.value, { context, selection: fieldSet(selection) }] as const;
    }),
  );
  return {
    node,
    isExternal: isTypeExternal || directivesOf(node, 'external').length > 0,
    ...(requires === undefined ? {} : { requires: fieldSet(requires['fields']) }),
    ...(provides === undefined ? {} : { provides: fieldSet(provides['fields']) }),
    ...(override === undefined ? {} : { override: override as { from: string; label?: string } }),
    contextArguments: new Map(contextArguments),
  };
}

/** The arguments of each use of a directive. */
function directivesOf(node: ASTNode, name: string): Record<string, unknown>[] {
  const applied = 'directives' in node ? ((node.directives ?? []) as ConstDirectiveNode[]) : [];
  return applied
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: args = [] }) =>
      Object.fromEntries(args.map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)])),
    );
}

function fieldSet(fields: unknown): SelectionSetNode {
  const text = String(fields).trim();
  const [operation] = parse(text.startsWith('{') ? text : `{ ${text} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${text} is no field set.`);
  return operation.selectionSet;
}
