import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { ASTNode } from 'graphql';
import type { ExecutionState } from './execution-state.ts';
import type { FetchNames } from './fetch-names.ts';

/** The operation of a fetch. */
export interface FetchOperation {
  operation: string;
  /** The client's variables in it, by their names in the operation. */
  variables: readonly string[];
  names: FetchNames;
}

/**
 * Writes the JSON body of a request to a subgraph.
 * @param representations as JSON; null for a fetch of root fields
 * @param contextValues variables for `@fromContext` arguments, as JSON members without braces
 */
export type BodyWriter = (
  state: ExecutionState,
  representations: readonly string[] | null,
  contextValues?: string,
) => string;

/** Serializes the constant parts of a body once. */
export function bodyWriter({ operation, variables, names }: FetchOperation): BodyWriter {
  const head = `{"query":${JSON.stringify(operation)}`;
  const used = variables.map((sent) => ({
    label: `${JSON.stringify(sent)}:`,
    name: names.clientVariable(sent),
  }));
  return (state, representations, contextValues = '') => {
    if (used.length === 0 && representations === null) return `${head}}`;
    let json = contextValues;
    for (const { label, name } of used) {
      if (!Object.hasOwn(state.variables, name)) continue;
      const value = JSON.stringify(state.variables[name]) as string | undefined;
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
 * Removes the fields whose arguments use variables without a value.
 * @returns null when no field is left
 */
export function withoutVariables(operation: string, missing: readonly string[]): string | null {
  const usesMissing = (node: ASTNode) => variablesIn(node).some((name) => missing.includes(name));
  const stripped = visit(parse(operation, { noLocation: true }), {
    Field: {
      enter: (node) => ((node.arguments ?? []).some(usesMissing) ? null : undefined),
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
