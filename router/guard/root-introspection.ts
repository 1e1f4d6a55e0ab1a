import { GraphQLError, Kind } from 'graphql';
import type { ASTVisitor, FieldNode, SelectionSetNode, ValidationContext } from 'graphql';
import { fragmentsOf, walkFields } from '../selections.ts';
import type { Fragment } from '../selections.ts';

/**
 * Validation rule: refuses `__schema` and `__type` below the root of a query. A field of type `Query` may select them, but
 * then its subgraph would answer with its own schema, and with the elements that are `@inaccessible` to clients.
 */
export function rootIntrospectionRule(context: ValidationContext): ASTVisitor {
  const document = context.getDocument();
  const fragments = fragmentsOf(document);
  /** Fragments that are spread below the root. Each is visited once. */
  const visited = new Set<Fragment>();

  function visitBelow(selectionSet: SelectionSetNode): void {
    walkFields(selectionSet, fragments, visitField, (fragment) => {
      const isNew = !visited.has(fragment);
      visited.add(fragment);
      return isNew;
    });
  }

  function visitField(node: FieldNode): void {
    if (isIntrospection(node)) {
      const message = `${node.name.value} is answered only at the root of a query.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    } else if (node.selectionSet !== undefined) visitBelow(node.selectionSet);
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const opened = new Set<Fragment>();
    walkFields(
      definition.selectionSet,
      fragments,
      (node) => {
        if (!isIntrospection(node) && node.selectionSet !== undefined) visitBelow(node.selectionSet);
      },
      (fragment) => {
        const isNew = !opened.has(fragment);
        opened.add(fragment);
        return isNew;
      },
    );
  }
  return {};
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}
