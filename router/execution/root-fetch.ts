import type { GraphQLError } from 'graphql';
import type { ExecutionState, PlanStep } from './execution-state.ts';
import { bodyWriter } from './fetch-body.ts';
import { subgraphFieldError, tooDeep } from './fetch-errors.ts';
import { mergeIntoAll, send } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { objectsAt, pathsAt } from './paths.ts';
import { withSecondAttempt } from './second-attempt.ts';

/**
 * Notes a root field that a subgraph refused with `UNAUTHENTICATED`. Subgraphs that share the field answer parts of it:
 * a refusal by one of them withholds the whole, and is reported once.
 */
function isRefusedBefore({ path, extensions }: GraphQLError, { refused }: ExecutionState): boolean {
  const [field] = path ?? [];
  if (path?.length !== 1 || typeof field !== 'string' || extensions['code'] !== 'UNAUTHENTICATED')
    return false;
  const before = refused.has(field);
  refused.add(field);
  return before;
}

/** Compiles a fetch of root fields: of an operation, or of `Query` inside a mutation's result. */
export function compileRootFetch(fetch: Fetch): PlanStep {
  const { path, rewrite, mustSucceed } = fetch;
  const bodyOf = bodyWriter(fetch);
  const request = { fetches: [fetch], entities: null };
  return async (state) => {
    const targets = path.length === 0 ? [state.data] : objectsAt(state.data, path);
    if (targets.length === 0) return;
    const first = await send(fetch, bodyOf(state, null), state);
    const answer = first?.errors === undefined ? first : await withSecondAttempt(request, first, state);
    if (mustSucceed && (answer?.data === undefined || answer.data === null)) state.halted = true;
    if (answer === null) return;
    if (answer.errors !== undefined) {
      const place = path.length === 0 ? [] : pathsAt(state.data, path)[0];
      for (const error of answer.errors) {
        const within = place === undefined ? undefined : error.path;
        const placed = subgraphFieldError(fetch, error, within, place ?? []);
        if (!isRefusedBefore(placed, state)) state.errors.push(placed);
      }
    }
    if (answer.data === undefined || answer.data === null) return;
    try {
      rewrite?.(answer.data);
      mergeIntoAll(fetch, targets, answer.data);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
    }
  };
}
