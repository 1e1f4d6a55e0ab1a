import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** Where something is in a response. */
export type ResponsePath = readonly (string | number)[];

/** Stands in the path of a plan for every item of a list. */
export const listItem = '@';

/** The objects at a plan's path, lists gone through; what is null there is left out. */
export function objectsAt(data: JsonObject, path: readonly string[]): JsonObject[] {
  const found: JsonObject[] = [];
  gather(data, path, 0, found);
  return found;
}

function gather(value: unknown, path: readonly string[], depth: number, found: JsonObject[]): void {
  if (Array.isArray(value)) {
    // A list that the plan knows nothing of is no data, and may be of any depth.
    if (path[depth] === listItem) for (const item of value) gather(item, path, depth + 1, found);
    return;
  }
  if (!isJsonObject(value)) return;
  const key = path[depth];
  if (key === undefined) found.push(value);
  else gather(ownValue(value, key), path, depth + 1, found);
}

/** The places of the objects at a plan's path, in the order of `objectsAt`. */
export function pathsAt(data: JsonObject, path: readonly string[]): ResponsePath[] {
  const found: ResponsePath[] = [];
  const gatherPlaces = (value: unknown, depth: number, place: ResponsePath): void => {
    if (Array.isArray(value)) {
      if (path[depth] !== listItem) return;
      for (const [index, item] of value.entries()) gatherPlaces(item, depth + 1, [...place, index]);
      return;
    }
    if (!isJsonObject(value)) return;
    const key = path[depth];
    if (key === undefined) found.push(place);
    else gatherPlaces(ownValue(value, key), depth + 1, [...place, key]);
  };
  gatherPlaces(data, 0, []);
  return found;
}
