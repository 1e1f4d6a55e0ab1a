import type { GraphQLSchema } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { FetchDataRewrite } from '../planning/planner.ts';
import { isOfType } from '../type-conditions.ts';

/** Stands in the paths of a plan before a type that is a condition. */
export const fragmentPrefix = '... on ';

/** Changes what a fetch brought as its plan says: the planner asks for some fields under names of its own. */
export function applyRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[],
  data: unknown,
): void {
  for (const rewrite of rewrites) rewriteAt(schema, rewrite, rewrite.path, data);
}

function rewriteAt(
  schema: GraphQLSchema,
  rewrite: FetchDataRewrite,
  path: readonly string[],
  value: unknown,
): void {
  if (Array.isArray(value)) {
    for (const item of value) rewriteAt(schema, rewrite, path, item);
    return;
  }
  const [first, ...rest] = path;
  if (!isJsonObject(value) || first === undefined) return;
  if (first.startsWith(fragmentPrefix)) {
    const typename = value['__typename'];
    const condition = first.slice(fragmentPrefix.length);
    const holds = typeof typename !== 'string' || isOfType(schema, typename, condition);
    if (holds) rewriteAt(schema, rewrite, rest, value);
  } else if (rest.length > 0) rewriteAt(schema, rewrite, rest, ownValue(value, first));
  else rewriteField(rewrite, value, first);
}

function rewriteField(rewrite: FetchDataRewrite, object: JsonObject, field: string): void {
  if (rewrite.kind === 'ValueSetter') {
    object[field] = rewrite.setValueTo;
    return;
  }
  const value = ownValue(object, field);
  if (value === undefined) return;
  object[rewrite.renameKeyTo] = value;
  object[field] = undefined;
}
