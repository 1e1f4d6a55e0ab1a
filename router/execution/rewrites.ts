import type { GraphQLSchema } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { typeConditionPrefix } from '../planning/planner.ts';
import type { Rewrite } from '../planning/planner.ts';
import { isOfType } from '../selections.ts';

/** Applies a fetch's output rewrites to its result: the planner fetches some fields under aliases of its own. */
export function applyRewrites(schema: GraphQLSchema, rewrites: readonly Rewrite[], data: unknown): void {
  for (const rewrite of rewrites) rewriteAt(schema, rewrite, rewrite.path, data);
}

function rewriteAt(schema: GraphQLSchema, rewrite: Rewrite, path: readonly string[], value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) rewriteAt(schema, rewrite, path, item);
    return;
  }
  const [first, ...rest] = path;
  if (!isJsonObject(value) || first === undefined) return;
  if (first.startsWith(typeConditionPrefix)) {
    const typename = value['__typename'];
    const condition = first.slice(typeConditionPrefix.length);
    const holds = typeof typename !== 'string' || isOfType(schema, typename, condition);
    if (holds) rewriteAt(schema, rewrite, rest, value);
  } else if (rest.length > 0) rewriteAt(schema, rewrite, rest, ownValue(value, first));
  else rewriteField(rewrite, value, first);
}

function rewriteField(rewrite: Rewrite, object: JsonObject, field: string): void {
  if (rewrite.type === 'SetValue') {
    object[field] = rewrite.value;
    return;
  }
  const value = ownValue(object, field);
  if (value === undefined) return;
  object[rewrite.to] = value;
  object[field] = undefined;
}
