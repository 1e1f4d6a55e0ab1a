// Resolves `@fromContext` arguments from the ancestors of each entity (https://specs.apollo.dev/context/v0.1/).
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { listItem, parentObject, typeConditionPrefix } from '../planning/planner.ts';
import type { ContextArgument, PlanNode } from '../planning/planner.ts';
import { isOfType } from '../selections.ts';

/** The context arguments of an entity. */
export interface ContextValues {
  /** Members of a JSON object, without braces. */
  json: string;
  /** Variables without a value: the client selected no field here that needs them. */
  missing: readonly string[];
}

/** Reads the context arguments of each object at a fetch's path. */
export type ContextReader = (data: JsonObject) => ContextValues[];

/** From an entity so many objects up, then down to a field. */
interface AncestorPath {
  up: number;
  down: readonly string[];
}

/**
 * @param contextArguments may have several paths per variable, for the types that set the context
 * @param path of the fetch
 */
export function compileContextArguments(
  schema: GraphQLSchema,
  contextArguments: readonly ContextArgument[],
  path: readonly string[],
): ContextReader {
  const pathsByVariable = new Map<string, AncestorPath[]>();
  for (const { path: steps, variable } of contextArguments) {
    const up = steps.findIndex((part) => part !== parentObject);
    pathsByVariable.set(variable, [...(pathsByVariable.get(variable) ?? []), { up, down: steps.slice(up) }]);
  }

  function read(ancestors: readonly JsonObject[]): ContextValues {
    const members: string[] = [];
    const missing: string[] = [];
    for (const [variable, paths] of pathsByVariable) {
      const value = firstValue(paths, ancestors);
      if (value === undefined) missing.push(variable);
      else members.push(`${JSON.stringify(variable)}:${JSON.stringify(value)}`);
    }
    return { json: members.join(','), missing };
  }

  function firstValue(paths: readonly AncestorPath[], ancestors: readonly JsonObject[]): unknown {
    for (const { up, down } of paths) {
      const value = valueAt(ancestors[ancestors.length - 1 - up], down, schema);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  return (data) => {
    const found: ContextValues[] = [];
    const gather = (value: unknown, depth: number, ancestors: readonly JsonObject[]): void => {
      if (Array.isArray(value)) {
        if (path[depth] === listItem) for (const item of value) gather(item, depth + 1, ancestors);
        return;
      }
      if (!isJsonObject(value)) return;
      const key = path[depth];
      const here = [...ancestors, value];
      if (key === undefined) found.push(read(here));
      else gather(ownValue(value, key), depth + 1, here);
    };
    gather(data, 0, []);
    return found;
  };
}

function valueAt(value: unknown, path: readonly string[], schema: GraphQLSchema): unknown {
  const [first, ...rest] = path;
  if (first === undefined || value === null || value === undefined) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => valueAt(item, path, schema));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isJsonObject(value)) return undefined;
  if (!first.startsWith(typeConditionPrefix)) return valueAt(ownValue(value, first), rest, schema);
  const typename = value['__typename'];
  const condition = first.slice(typeConditionPrefix.length);
  const holds = typeof typename !== 'string' || isOfType(schema, typename, condition);
  return holds ? valueAt(value, rest, schema) : undefined;
}

/** True when a fetch of the plan depends on the ancestors of an entity, not only on its key. */
export function hasContextArguments(node: PlanNode): boolean {
  return node.type === 'Fetch' ? node.contextArguments.length > 0 : node.nodes.some(hasContextArguments);
}
