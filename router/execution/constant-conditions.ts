import { Kind, visit } from 'graphql';
import type { DirectiveNode, DocumentNode, FieldNode, SelectionNode } from 'graphql';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Makes conditions plain to the planner. What `@skip(if: true)` and `@include(if: false)` leave out it would ask for all
 * the same below an entity, and what fails of it would be an error at a place that is not in the response. And an object
 * of which nothing may be left it would not ask for at all, so that nobody could say whether there is one.
 */
export function withPlainConditions(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node) {
      const selections = node.selections.filter((selection) => !isLeftOut(selection));
      if (selections.some((selection) => !isConditional(selection))) {
        return selections.length === node.selections.length ? undefined : { ...node, selections };
      }
      return { ...node, selections: [...selections, typename] };
    },
  });
}

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}

function isLeftOut({ directives = [] }: SelectionNode): boolean {
  return directives.some(
    (directive) => isConstant(directive, 'skip', true) || isConstant(directive, 'include', false),
  );
}

function isConstant(
  { name, arguments: given = [] }: DirectiveNode,
  directive: string,
  value: boolean,
): boolean {
  const [condition] = given;
  return (
    name.value === directive && condition?.value.kind === Kind.BOOLEAN && condition.value.value === value
  );
}
