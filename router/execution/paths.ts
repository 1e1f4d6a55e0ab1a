import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { listItem } from '../planning/planner.ts';

/** A place in a response: field names and list indices. */
export type ResponsePath = readonly (string | number)[];

/** The objects at a plan's path, in all list items; nulls are left out. */
export function objectsAt(data: JsonObject, path: readonly string[]): JsonObject[] {
  const found: JsonObject[] = [];
  gather(data, path, 0, found);
  return found;
}

function gather(value: unknown, path: readonly string[], depth: number, found: JsonObject[]): void {
  if (Array.isArray(value)) {
    // A list without `@` in the path is invalid data, and may be nested to any depth.
    if (path[depth] === listItem) for (const item of value) gather(item, path, depth + 1, found);
    return;
  }
  if (!isJsonObject(value)) return;
  const key = path[depth];
  if (key === undefined) found.push(value);
  else gather(ownValue(value, key), path, depth + 1, found);
}

/** The response paths of the objects at a plan's path, in the order of `objectsAt`. */
export function pathsAt(data: JsonObject, path: readonly string[]): ResponsePath[] {
  const found: ResponsePath[] = [];
  const gatherPaths = (value: unknown, depth: number, here: ResponsePath): void => {
    if (Array.isArray(value)) {
      if (path[depth] !== listItem) return;
      for (const [index, item] of value.entries()) gatherPaths(item, depth + 1, [...here, index]);
      return;
    }
    if (!isJsonObject(value)) return;
    const key = path[depth];
    if (key === undefined) found.push(here);
    else gatherPaths(ownValue(value, key), depth + 1, [...here, key]);
  };
  gatherPaths(data, 0, []);
  return found;
}
