import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** True for the name of an interface. */
export type IsInterface = (typename: unknown) => boolean;

/**
 * Merges the result of one fetch into the data of earlier fetches, and takes over the objects in it. A null in `source`
 * never replaces a value: when two subgraphs share a field, one of them may fail to resolve it. Nor does the name of an
 * interface, which a subgraph with an `@interfaceObject` answers, replace the name of the object's own type.
 */
export function mergeInto(target: JsonObject, source: JsonObject, isInterface: IsInterface): void {
  for (const key of Object.keys(source)) {
    // Assigning `__proto__` would replace the prototype.
    if (key === '__proto__') continue;
    const value = source[key];
    const present = ownValue(target, key);
    if (present === undefined || present === null) target[key] = value;
    else if (value !== undefined && value !== null) {
      if (key === '__typename' && present !== value && isInterface(value)) continue;
      target[key] = merged(present, value, isInterface);
    }
  }
}

function merged(present: unknown, value: unknown, isInterface: IsInterface): unknown {
  if (present === value) return present;
  if (Array.isArray(present)) {
    if (!Array.isArray(value) || present.length !== value.length) return value;
    for (let index = 0; index < present.length; index += 1) {
      const there: unknown = present[index];
      const here: unknown = value[index];
      if (there === null || there === undefined) present[index] = here;
      else if (here !== null && here !== undefined) present[index] = merged(there, here, isInterface);
    }
    return present;
  }
  if (!isJsonObject(present) || !isJsonObject(value)) return value;
  mergeInto(present, value, isInterface);
  return present;
}
