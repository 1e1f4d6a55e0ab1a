import { getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, Kind, visit } from 'graphql';
import type { DirectiveNode, DocumentNode, FieldNode, SelectionNode, SelectionSetNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** Replaces a selection set of which `@skip` and `@include` leave no field: the response has an empty object there. */
export const emptySelection: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

/** Applies `@skip` and `@include` (https://spec.graphql.org/draft/#CollectFields()). */
function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

/** The variables in the `@skip` and `@include` directives of a document. */
export function conditionVariables(document: DocumentNode): string[] {
  const found = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (!isCondition(directive)) return;
      for (const { value } of directive.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) found.add(value.name.value);
      }
    },
  });
  return [...found];
}

/**
 * Resolves `@skip` and `@include`: the result has neither. The planner could plan for all values at once, but then
 * fetches a field that `@requires` needs only when the client's own selection of that field is included.
 * @param variables coerced
 */
export function resolveConditions(document: DocumentNode, variables: Variables): DocumentNode {
  return visit(document, {
    SelectionSet: (node): SelectionSetNode => {
      const selections = node.selections
        .filter((selection) => isIncluded(selection, variables))
        .map((selection) => (hasCondition(selection) ? withoutConditions(selection) : selection));
      return { ...node, selections: selections.length === 0 ? [emptySelection] : selections };
    },
  });
}

/** Includes every selection whose `@skip` or `@include` depends on a variable. */
export function withoutConditionVariables(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: (node) => (isCondition(node) && dependsOnVariable(node) ? null : undefined),
  });
}

function dependsOnVariable({ arguments: given = [] }: DirectiveNode): boolean {
  return given.some(({ value }) => value.kind === Kind.VARIABLE);
}

function hasCondition({ directives = [] }: SelectionNode): boolean {
  return directives.some(isCondition);
}

function withoutConditions<Selection extends SelectionNode>(selection: Selection): Selection {
  return { ...selection, directives: selection.directives?.filter((directive) => !isCondition(directive)) };
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}
