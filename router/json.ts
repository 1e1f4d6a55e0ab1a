export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property; names on Object.prototype such as `constructor` are undefined. */
export function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Nesting levels that recursive functions and JSON.stringify handle with a wide margin to a stack overflow. */
const maxDepth = 500;

/** True when a value is nested at most `depth` levels deep, so that recursive functions may process it. */
export function isShallow(value: unknown, depth = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const item of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    if (typeof item === 'object' && !isShallow(item, depth - 1)) return false;
  }
  return true;
}
