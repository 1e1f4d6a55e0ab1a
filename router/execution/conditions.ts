import { getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, Kind, visit } from 'graphql';
import type { DirectiveNode, DocumentNode, FieldNode, SelectionNode, SelectionSetNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** Stands where nothing is left of a selection: something must be asked for, and is not answered. */
export const nothingLeft: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Whether a selection is asked for, after https://spec.graphql.org/draft/#CollectFields(). */
export function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

/** The variables that say what is skipped and included in a document. */
export function conditionVariables(document: DocumentNode): string[] {
  const found = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
    },
  });
  return [...found];
}

/**
 * The document as it is for these variables: without what they leave out, and without conditions. The planner makes
 * plans for all variables at once, in which what one part needs may be fetched only if another one is asked for.
 * @param variables coerced
 */
export function withConditionsSettled(document: DocumentNode, variables: Variables): DocumentNode {
  return visit(document, {
    SelectionSet: (node): SelectionSetNode => {
      const selections = node.selections
        .filter((selection) => isIncluded(selection, variables))
        .map((selection) => (hasCondition(selection) ? withoutConditions(selection) : selection));
      // There is an object all the same, if an empty one.
      return { ...node, selections: selections.length === 0 ? [nothingLeft] : selections };
    },
  });
}

/** The document where nothing depends on a variable: what one may leave out is asked for. */
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

function isCondition({ name }: { name: { value: string } }): boolean {
  return name.value === 'skip' || name.value === 'include';
}
