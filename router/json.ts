/** An object as JSON has it. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads what is an object's own: whatever all objects inherit is no data. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Deeper than anybody means it, and far from what overflows a stack. */
const deepest = 500;

/** Whether a value can be gone through, and written as JSON, by functions that call themselves. */
export function isShallow(value: unknown, depth = deepest): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const item of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    if (typeof item === 'object' && !isShallow(item, depth - 1)) return false;
  }
  return true;
}

/**
 * Merges what one fetch brought into what others did, and takes over the objects in it. What is there already stays
 * where the newcomer has null: two subgraphs may share a field, and one of them fail at it.
 */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    // It would change what the object is.
    if (key === '__proto__') continue;
    const value = source[key];
    const present = ownValue(target, key);
    if (present === undefined || present === null) target[key] = value;
    else if (value !== undefined && value !== null) target[key] = merged(present, value);
  }
}

function merged(present: unknown, value: unknown): unknown {
  if (present === value) return present;
  if (Array.isArray(present)) {
    if (!Array.isArray(value) || present.length !== value.length) return value;
    for (let index = 0; index < present.length; index += 1) {
      const there: unknown = present[index];
      const here: unknown = value[index];
      if (there === null || there === undefined) present[index] = here;
      else if (here !== null && here !== undefined) present[index] = merged(there, here);
    }
    return present;
  }
  if (!isJsonObject(present) || !isJsonObject(value)) return value;
  mergeInto(present, value);
  return present;
}
