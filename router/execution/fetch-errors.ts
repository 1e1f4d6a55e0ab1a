import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { maxErrors, subgraphError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ExecutionState } from './execution-state.ts';
import type { Fetch } from './fetch.ts';
import { objectsAt, pathsAt } from './paths.ts';
import type { ResponsePath } from './paths.ts';

/** An error may concern every item of a long list: only this many places are reported. */
export const maxPathsPerError = 100;

/** The error of a fetch that has no usable answer. */
export function fetchFailure({ subgraph }: Fetch, error: unknown, path?: ResponsePath): GraphQLError {
  const { message, extensions } =
    error instanceof GraphQLError ? error : subgraphError('SUBGRAPH_UNAVAILABLE', subgraph);
  return new GraphQLError(message, {
    extensions,
    ...(path === undefined ? {} : { path }),
    ...(error instanceof Error ? { originalError: error } : {}),
  });
}

/**
 * A subgraph's error, at its place in the client's response and with the subgraph's name.
 * @param path within the fetch's result; undefined for an error without a place
 * @param place of the object that the result is merged into
 */
export function subgraphFieldError(
  { subgraph, clientName, names }: Fetch,
  { message, extensions }: GraphQLFormattedError,
  path: ResponsePath | undefined,
  place: ResponsePath,
): GraphQLError {
  const named = (part: string | number, name: (fetched: string) => string) =>
    typeof part === 'string' ? name(part) : part;
  return new GraphQLError(message === '' ? `The subgraph ${subgraph} reported an error.` : message, {
    ...(path === undefined
      ? {}
      : {
          path: [
            ...place.map((part) => named(part, (name) => names.clientName(name))),
            ...path.map((part) => named(part, clientName)),
          ],
        }),
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: subgraph },
  });
}

/**
 * Reports the errors of an entity fetch at every place of the entities.
 * @param targets the objects of each entity, in the order of the representations
 */
export function addEntityErrors(
  fetch: Fetch,
  errors: readonly GraphQLFormattedError[],
  targets: readonly JsonObject[][],
  state: ExecutionState,
): void {
  if (errors.length === 0) return;
  const pathsOf = placesOf(fetch, state);
  for (const error of errors) {
    if (state.errors.length >= maxErrors) return;
    const [, , ...within] = error.path ?? [];
    const affected = entityOf(error, targets);
    if (affected === undefined) {
      state.errors.push(subgraphFieldError(fetch, error, undefined, []));
      continue;
    }
    const places = [...new Set(affected)].flatMap((target) => pathsOf.get(target) ?? []);
    for (const place of places.slice(0, maxPathsPerError)) {
      state.errors.push(subgraphFieldError(fetch, error, within, place));
    }
  }
}

/** The places of each object of a fetch, in the names of fetches. */
export function placesOf({ path }: Fetch, { data }: ExecutionState): ReadonlyMap<JsonObject, ResponsePath[]> {
  const paths = pathsAt(data, path);
  const places = new Map<JsonObject, ResponsePath[]>();
  for (const [at, object] of objectsAt(data, path).entries()) {
    const same = places.get(object);
    const place = paths[at] ?? [];
    if (same === undefined) places.set(object, [place]);
    else same.push(place);
  }
  return places;
}

/** The objects of the entity that an error of a subgraph names; undefined for any other error. */
export function entityOf(
  { path = [] }: GraphQLFormattedError,
  targets: readonly JsonObject[][],
): JsonObject[] | undefined {
  const [root, index] = path;
  return root === '_entities' && typeof index === 'number' ? targets[index] : undefined;
}

/**
 * The error for data so deeply nested that recursive functions overflow the stack.
 * @throws the given error when it is not a RangeError
 */
export function tooDeep({ subgraph }: Fetch, error: unknown): GraphQLError {
  if (!(error instanceof RangeError)) throw error;
  return subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph);
}
