import {
  getOperationAST,
  Kind,
  parse,
  print,
  separateOperations,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../selections.ts';
import type { Fragments } from '../selections.ts';

/**
 * Returns a field as it stays selected; null when it does not.
 * @param type of the fragment that it is selected in, or else of the object around it
 */
export type FieldFilter = (field: FieldNode, type: string | undefined) => FieldNode | null;

/** The fields that a filter keeps, with inline fragments in place of spreads; null when none is left. */
export function filterFields(
  { selections, ...rest }: SelectionSetNode,
  type: string | undefined,
  fragments: Fragments,
  filter: FieldFilter,
): SelectionSetNode | null {
  const kept = selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) {
      const field = filter(node, type);
      return field === null ? [] : [field];
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    if (fragment === undefined) return [];
    const { typeCondition } = fragment;
    const selectionSet = filterFields(
      fragment.selectionSet,
      typeCondition?.name.value ?? type,
      fragments,
      filter,
    );
    const { directives = [] } = node;
    return selectionSet === null
      ? []
      : [{ kind: Kind.INLINE_FRAGMENT, selectionSet, directives, ...(typeCondition && { typeCondition }) }];
  });
  return kept.length === 0 ? null : { ...rest, selections: kept };
}

/**
 * Changes an operation; fragments and variables that it no longer uses are left out.
 * @param change returns null when nothing is left
 */
export function changeOperation(
  text: string,
  change: (definition: OperationDefinitionNode, fragments: Fragments) => OperationDefinitionNode | null,
): string | null {
  const document = parse(text, { noLocation: true });
  const definition = getOperationAST(document);
  const changed = definition && change(definition, fragmentsOf(document));
  if (!changed) return null;
  return printed({
    ...document,
    definitions: document.definitions.map((node) => (node === definition ? changed : node)),
  });
}

const entitiesDocument = parse(
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
  { noLocation: true },
);

/** An operation that fetches a selection of entities, with the variables of another operation. */
export function entityOperation(text: string, selected: SelectionSetNode): string | null {
  const entities = getOperationAST(entitiesDocument);
  return changeOperation(text, ({ variableDefinitions = [], ...definition }) => {
    const others = variableDefinitions.filter(({ variable }) => variable.name.value !== 'representations');
    const selections = (entities?.selectionSet.selections ?? []).map((field) => ({
      ...field,
      selectionSet: selected,
    }));
    return {
      ...definition,
      variableDefinitions: [...(entities?.variableDefinitions ?? []), ...others],
      selectionSet: { ...definition.selectionSet, selections },
    };
  });
}

function printed(whole: DocumentNode): string {
  const [document = whole] = Object.values(separateOperations(whole));
  const variables = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      variables.add(name.value);
    },
  });
  const used = visit(document, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? false : null),
  });
  return stripIgnoredCharacters(print(used));
}
