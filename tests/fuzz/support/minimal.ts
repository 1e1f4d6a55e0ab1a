import { Kind, parse, print, visit } from 'graphql';
import type { ASTNode, DocumentNode, GraphQLSchema, SelectionSetNode } from 'graphql';
import { isValid } from './documents.ts';
import type { Request } from './documents.ts';

/** Shrinks a request as long as it still holds; no part of the result can be removed. */
export async function minimal(
  schema: GraphQLSchema,
  request: Request,
  holds: (smaller: Request) => Promise<boolean>,
): Promise<Request> {
  for (const query of smallerQueries(request.query)) {
    const smaller = { ...request, query };
    if (isValid(schema, query) && (await holds(smaller))) return minimal(schema, smaller, holds);
  }
  for (const name of Object.keys(request.variables)) {
    const { [name]: _left, ...variables } = request.variables;
    if (await holds({ ...request, variables })) return minimal(schema, { ...request, variables }, holds);
  }
  return request;
}

/** Queries with a single node removed or replaced each, the largest node first. */
function* smallerQueries(query: string): Generator<string> {
  const document = parse(query);
  const nodes: ASTNode[] = [];
  visit(document, { enter: (node) => void nodes.push(node) });
  for (const node of nodes) {
    for (const edit of editsOf(node, document)) {
      const edited = visit(document, { enter: (one) => (one === node ? edit : undefined) });
      const smaller = print(withoutUnused(edited));
      if (smaller !== query) yield smaller;
    }
  }
}

/** Replacements of a node; null removes it. */
function editsOf(node: ASTNode, { definitions }: DocumentNode): (ASTNode | null)[] {
  if (node.kind === Kind.OPERATION_DEFINITION) {
    return definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length > 1 ? [null] : [];
  }
  if (node.kind === Kind.VARIABLE_DEFINITION) return without(node, 'defaultValue');
  if (node.kind === Kind.FIELD) return without(node, 'alias');
  if (node.kind === Kind.SELECTION_SET) return smallerSelections(node);
  if (node.kind === Kind.FRAGMENT_SPREAD) {
    return definitions
      .filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
      .filter(({ name }) => name.value === node.name.value)
      .map(({ typeCondition, selectionSet }) => {
        const { directives = [] } = node;
        return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives };
      });
  }
  if (node.kind === Kind.LIST) {
    return node.values.map((value) => ({ ...node, values: node.values.filter((other) => other !== value) }));
  }
  const isOptional = [Kind.DIRECTIVE, Kind.ARGUMENT, Kind.OBJECT_FIELD].includes(node.kind);
  return isOptional ? [null] : [];
}

function without<Node extends ASTNode>(node: Node, part: keyof Node): ASTNode[] {
  const { [part]: left, ...rest } = node;
  return left === undefined ? [] : [rest as unknown as Node];
}

function smallerSelections(node: SelectionSetNode): ASTNode[] {
  const { selections } = node;
  const without = selections.map((selection) => selections.filter((other) => other !== selection));
  const opened = selections.flatMap((selection, at) =>
    selection.kind === Kind.INLINE_FRAGMENT
      ? [[...selections.slice(0, at), ...selection.selectionSet.selections, ...selections.slice(at + 1)]]
      : [],
  );
  return [...without.filter((some) => some.length > 0), ...opened].map((some) => ({
    ...node,
    selections: some,
  }));
}

/** Removes unused fragments and variables, with which a document is invalid. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const spread = new Set<string>();
  visit(document, { FragmentSpread: ({ name }) => void spread.add(name.value) });
  const used = visit(document, {
    FragmentDefinition: (node) => (spread.has(node.name.value) ? undefined : null),
  });
  if (used.definitions.length < document.definitions.length) return withoutUnused(used);
  const variables = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
}
