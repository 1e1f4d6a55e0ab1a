import type { GraphQLFormattedError } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { Entities } from './entity-fetch.ts';
import type { ExecutionState } from './execution-state.ts';
import { bodyWriter } from './fetch-body.ts';
import type { Fetch } from './fetch.ts';
import { fetchIsolated } from './isolated-fields.ts';
import { mergeInto } from './merge.ts';
import { unaskedFailures } from './unasked-failures.ts';

/** A request to a subgraph. */
export interface SentRequest {
  /** They share the operation of the first. */
  fetches: readonly Fetch[];
  /** Null for root fields. */
  entities: Entities | null;
  /** See `BodyWriter`. */
  contextValues?: string | undefined;
}

/** A failure may hide another: each attempt leaves out more fields. */
const maxAttempts = 4;

/**
 * Completes a response in which a field that the client did not ask for has nulled the object around it: a key, or a
 * non-null field that other fields require. The objects are requested again without that field, and its error stays.
 * Other entities that lack the field now are requested with it. A mutation is not repeated.
 */
export async function withSecondAttempt(
  request: SentRequest,
  response: SubgraphResponse,
  state: ExecutionState,
  attempt = 1,
): Promise<SubgraphResponse> {
  const { fetches, entities, contextValues } = request;
  const [fetch] = fetches;
  if (fetch === undefined || fetch.isMutation || attempt > maxAttempts) return response;
  const sent = entities === null ? null : [...entities];
  const failures = unaskedFailures(fetches, sent?.map(([, targets]) => targets) ?? null, response, state);
  let completed = response;
  await Promise.all(
    failures.map(async ({ operation, removed, indices }) => {
      const some = sent && new Map(indices.flatMap((index) => sent.slice(index, index + 1)));
      const body = bodyWriter({ ...fetch, operation })(state, some && [...some.keys()], contextValues);
      try {
        const second = await fetch.client.fetch(body, false, state.context);
        const reduced = fetches.map((one) => ({ ...one, operation }));
        const again = { ...request, fetches: reduced, entities: some };
        const whole = await withSecondAttempt(again, second, state, attempt + 1);
        completed = joined(fetch, completed, whole, sent && { indices, count: sent.length });
        const errors = await fetchIsolated(fetch, { removed, indices: sent && indices }, completed, state);
        completed = { ...completed, errors: joinedErrors(completed, errors) };
      } catch {
        // The first response stands, and its errors say what is missing.
      }
    }),
  );
  return completed;
}

/** @param entities the indices of the second response's entities in the first; null for root fields */
function joined(
  { isInterface }: Fetch,
  first: SubgraphResponse,
  second: SubgraphResponse,
  entities: { indices: readonly number[]; count: number } | null,
): SubgraphResponse {
  const merge = (present: unknown, value: unknown): JsonObject | null => {
    if (!isJsonObject(present)) return isJsonObject(value) ? value : null;
    if (isJsonObject(value)) mergeInto(present, value, isInterface);
    return present;
  };
  if (entities === null) {
    return { ...first, data: merge(first.data, second.data), errors: joinedErrors(first, second.errors) };
  }
  const { indices, count } = entities;
  const before = entitiesIn(first);
  const others = entitiesIn(second);
  const all = Array.from({ length: count }, (_, at): unknown => {
    const other = indices.indexOf(at);
    return other < 0 ? (before[at] ?? null) : merge(before[at], others[other]);
  });
  const errors = joinedErrors(
    first,
    second.errors?.map((error) => atIndex(error, indices)),
  );
  return { ...first, data: { ...first.data, _entities: all }, errors };
}

function entitiesIn({ data }: SubgraphResponse): readonly unknown[] {
  const entities = data && ownValue(data, '_entities');
  return Array.isArray(entities) ? entities : [];
}

function atIndex(error: GraphQLFormattedError, indices: readonly number[]): GraphQLFormattedError {
  const [root, index, ...within] = error.path ?? [];
  if (root !== '_entities' || typeof index !== 'number') return error;
  return { ...error, path: [root, indices[index] ?? index, ...within] };
}

/** A field that fails in both attempts is reported once. */
function joinedErrors(
  { errors = [] }: SubgraphResponse,
  others: readonly GraphQLFormattedError[] = [],
): GraphQLFormattedError[] {
  const known = new Set(errors.map(({ path }) => JSON.stringify(path)));
  return [...errors, ...others.filter(({ path }) => !known.has(JSON.stringify(path)))];
}
