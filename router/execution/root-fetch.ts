import type { PlanStep } from './execution-state.ts';
import { bodyWriter } from './fetch-body.ts';
import { subgraphFieldError, tooDeep } from './fetch-errors.ts';
import { mergeIntoAll, send } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { objectsAt, pathsAt } from './paths.ts';

/** Compiles a fetch of root fields: of an operation, or of `Query` inside a mutation's result. */
export function compileRootFetch(fetch: Fetch): PlanStep {
  const { path, rewrite, mustSucceed, mayShare } = fetch;
  const bodyOf = bodyWriter(fetch);
  return async (state) => {
    const targets = path.length === 0 ? [state.data] : objectsAt(state.data, path);
    if (targets.length === 0) return;
    const answer = await send(fetch, bodyOf(state, null), state);
    if (mustSucceed && (answer?.data === undefined || answer.data === null)) state.halted = true;
    if (answer === null) return;
    if (answer.errors !== undefined) {
      const place = path.length === 0 ? [] : pathsAt(state.data, path)[0];
      for (const error of answer.errors) {
        const within = place === undefined ? undefined : error.path;
        state.errors.push(subgraphFieldError(fetch, error, within, place ?? []));
      }
    }
    if (answer.data === undefined || answer.data === null) return;
    try {
      rewrite?.(answer.data);
      mergeIntoAll(targets, answer.data, mayShare);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
    }
  };
}
