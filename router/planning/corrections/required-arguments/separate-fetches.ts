import { parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { DocumentNode, FieldNode } from 'graphql';
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { RequiredArguments } from './required-arguments.ts';

/**
 * Replaces synthetic fields in a fetch by their fields with arguments. An entity fetch splits if its fields require a
 * field with different arguments: a representation has a single value per field name.
 */
export function separateFetches(node: FetchNode, required: RequiredArguments): FetchNode[] {
  if (required.fields.size === 0) return [node];
  const document = withArguments(parse(node.operation, { noLocation: true }), required);
  const { requires } = node;
  const groups = requires === undefined ? [] : groupsOf(document, node.serviceName, required);
  if (requires === undefined || groups.length < 2) return [{ ...node, operation: compact(document) }];
  return groups.map(({ fields, required: own }) => {
    const part = onlyFields(document, fields);
    const usages = usedVariables(part);
    return {
      ...node,
      operation: compact(part),
      requires: withoutOthers(requires, own, required),
      variableUsages: (node.variableUsages ?? []).filter((name) => usages.has(name)),
    };
  });
}

/** Entity fields that share a representation. */
interface Group {
  fields: Set<FieldNode>;
  required: Set<string>;
}

function groupsOf(document: DocumentNode, subgraph: string, required: RequiredArguments): Group[] {
  const groups: Group[] = [];
  for (const { type, field } of entityFields(document)) {
    const own = required.requiredBy(subgraph, type, field.name.value);
    const fitting = groups.find((group) => !conflict(group.required, own, required));
    const group = fitting ?? { fields: new Set(), required: new Set() };
    if (fitting === undefined) groups.push(group);
    group.fields.add(field);
    for (const name of own) group.required.add(name);
  }
  return groups;
}

/** True if they stand for the same field with different arguments. */
function conflict(
  some: ReadonlySet<string>,
  others: ReadonlySet<string>,
  { fields }: RequiredArguments,
): boolean {
  return [...some].some((one) =>
    [...others].some((other) => one !== other && fields.get(one)?.name === fields.get(other)?.name),
  );
}

/** The fields below `_entities`, each with its type condition. */
function entityFields(document: DocumentNode): { type: string; field: FieldNode }[] {
  const found: { type: string; field: FieldNode }[] = [];
  const types: string[] = [];
  visit(document, {
    InlineFragment: {
      enter(node) {
        types.push(node.typeCondition?.name.value ?? types.at(-1) ?? '');
      },
      leave() {
        types.pop();
      },
    },
    Field(node) {
      if (node.name.value === '_entities') return undefined;
      found.push({ type: types.at(-1) ?? '', field: node });
      return false;
    },
  });
  return found;
}

function onlyFields(document: DocumentNode, fields: ReadonlySet<FieldNode>): DocumentNode {
  const kept = visit(document, {
    Field(node) {
      if (node.name.value === '_entities') return undefined;
      return fields.has(node) ? false : null;
    },
    InlineFragment: {
      leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined),
    },
  });
  const used = usedVariables(kept);
  return visit(kept, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}

function usedVariables(document: DocumentNode): Set<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      used.add(name.value);
    },
  });
  return used;
}

function withArguments(document: DocumentNode, { fields }: RequiredArguments): DocumentNode {
  return visit(document, {
    Field(node) {
      const model = fields.get(node.name.value);
      if (model === undefined) return undefined;
      const name = { ...node.name, value: model.name };
      return { ...node, alias: node.alias ?? node.name, name, arguments: model.arguments };
    },
  });
}

/** Removes the synthetic fields of other groups. */
function withoutOthers(
  selections: readonly QueryPlanSelectionNode[],
  own: ReadonlySet<string>,
  required: RequiredArguments,
): QueryPlanSelectionNode[] {
  return selections.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'Field' && required.fields.has(node.name) && !own.has(node.name)) return [];
    if (node.selections === undefined) return [node];
    const within = withoutOthers(node.selections, own, required);
    return within.length === 0 ? [] : [{ ...node, selections: within }];
  });
}

function compact(document: DocumentNode): string {
  return stripIgnoredCharacters(print(document));
}
