import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { ASTNode } from 'graphql';
import type { FetchNames } from './fetch-names.ts';
import type { ExecutionState } from './execution-state.ts';

/** What the body of a fetch is written of. */
export interface BodyPlan {
  operation: string;
  /** The client's variables in it, as the subgraph knows them. */
  variables: readonly string[];
  names: FetchNames;
}

/**
 * Writes the body of a request.
 * @param representations of entities, as JSON; null where it asks for none
 * @param above the variables that are taken from above the entities, as JSON without braces
 */
export type BodyWriter = (
  run: ExecutionState,
  representations: readonly string[] | null,
  above?: string,
) => string;

/** All of a body that does not change is written once. */
export function bodyWriter({ operation, variables, names }: BodyPlan): BodyWriter {
  const head = `{"query":${JSON.stringify(operation)}`;
  const used = variables.map((sent) => ({
    label: `${JSON.stringify(sent)}:`,
    name: names.variableAsked(sent),
  }));
  return (run, representations, above = '') => {
    if (used.length === 0 && representations === null) return `${head}}`;
    let json = above;
    for (const { label, name } of used) {
      if (!Object.hasOwn(run.variables, name)) continue;
      const value = JSON.stringify(run.variables[name]) as string | undefined;
      if (value !== undefined) json += json === '' ? label + value : `,${label}${value}`;
    }
    if (representations !== null) {
      const list = `"representations":[${representations.join(',')}]`;
      json += json === '' ? list : `,${list}`;
    }
    return `${head},"variables":{${json}}}`;
  };
}

/**
 * The operation of a fetch without the fields that need variables which have no value.
 * @returns null where nothing is left that anybody asked for
 */
export function withoutVariables(operation: string, missing: readonly string[]): string | null {
  const needsMissing = (node: ASTNode) => variablesIn(node).some((name) => missing.includes(name));
  const stripped = visit(parse(operation, { noLocation: true }), {
    Field: {
      enter: (node) => ((node.arguments ?? []).some(needsMissing) ? null : undefined),
      leave: (node) => (node.selectionSet?.selections.length === 0 ? null : undefined),
    },
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
    VariableDefinition: () => false,
  });
  const [definition] = stripped.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.selectionSet.selections.length === 0)
    return null;
  const { variableDefinitions = [], selectionSet } = definition;
  const used = new Set(variablesIn(selectionSet));
  const defined = variableDefinitions.filter(({ variable }) => used.has(variable.name.value));
  return stripIgnoredCharacters(
    print({ ...stripped, definitions: [{ ...definition, variableDefinitions: defined }] }),
  );
}

function variablesIn(node: ASTNode): string[] {
  const found: string[] = [];
  visit(node, {
    Variable({ name }) {
      found.push(name.value);
    },
  });
  return found;
}
