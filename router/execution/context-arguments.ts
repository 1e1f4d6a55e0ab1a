// What a subgraph is told of what is above an entity: `@context` and `@fromContext`
// (https://specs.apollo.dev/context/v0.1/).
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { listItem } from './paths.ts';
import type { FetchNode, PlanNode } from '../planning/planner.ts';
import { fragmentPrefix } from './rewrites.ts';
import { isOfType } from '../type-conditions.ts';

/** The variables that a fetch takes from above an entity. */
export interface Above {
  /** Their values, as JSON without braces. */
  values: string;
  /** Those that have none: nothing brought it, since nobody asked here for what needs it. */
  missing: readonly string[];
}

/** Tells what is above each of the objects that are at a fetch's path. */
export type ContextWriter = (data: JsonObject) => Above[];

/** One way to a variable's value: so many fields up, and from there down. */
interface Way {
  up: number;
  down: readonly string[];
}

/** Stands in a way for the object that has the field. */
export const oneUp = '..';

/**
 * @param rewrites say where each variable is to be had; one of several ways holds, as what is above is of one type
 * @param path of the fetch
 */
export function compileContexts(
  schema: GraphQLSchema,
  rewrites: NonNullable<FetchNode['contextRewrites']>,
  path: readonly string[],
): ContextWriter {
  const ways = new Map<string, Way[]>();
  for (const { path: way, renameKeyTo: variable } of rewrites) {
    const up = way.findIndex((part) => part !== oneUp);
    ways.set(variable, [...(ways.get(variable) ?? []), { up, down: way.slice(up) }]);
  }

  function write(above: readonly JsonObject[]): Above {
    const members: string[] = [];
    const missing: string[] = [];
    for (const [variable, ofVariable] of ways) {
      const value = firstOf(ofVariable, above);
      if (value === undefined) missing.push(variable);
      else members.push(`${JSON.stringify(variable)}:${JSON.stringify(value)}`);
    }
    return { values: members.join(','), missing };
  }

  function firstOf(ofVariable: readonly Way[], above: readonly JsonObject[]): unknown {
    for (const { up, down } of ofVariable) {
      const value = valueAt(above[above.length - 1 - up], down, schema);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  return (data) => {
    const written: Above[] = [];
    const gather = (value: unknown, depth: number, above: readonly JsonObject[]): void => {
      if (Array.isArray(value)) {
        if (path[depth] === listItem) for (const item of value) gather(item, depth + 1, above);
        return;
      }
      if (!isJsonObject(value)) return;
      const key = path[depth];
      const here = [...above, value];
      if (key === undefined) written.push(write(here));
      else gather(ownValue(value, key), depth + 1, here);
    };
    gather(data, 0, []);
    return written;
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
  if (!first.startsWith(fragmentPrefix)) return valueAt(ownValue(value, first), rest, schema);
  const typename = value['__typename'];
  const holds =
    typeof typename !== 'string' || isOfType(schema, typename, first.slice(fragmentPrefix.length));
  return holds ? valueAt(value, rest, schema) : undefined;
}

/** Whether anything in a plan depends on where an entity is, and not on which it is alone. */
export function hasContexts(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Fetch':
      return (node.contextRewrites ?? []).length > 0;
    case 'Flatten':
      return hasContexts(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(hasContexts);
    case 'Condition':
      return [node.ifClause, node.elseClause].some((child) => child !== undefined && hasContexts(child));
    case 'Defer':
      return false;
  }
}
