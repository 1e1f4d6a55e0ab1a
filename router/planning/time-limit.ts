import { runInThisContext } from 'node:vm';
import { graphqlError } from '../../platform/errors.ts';

/** Planning blocks the process, and the planner takes hours for some short operations. */
const maxPlanningMs = 5_000;

/** `node:vm` runs text that sees globals only: this global holds the function to run. */
const pending = Symbol.for('wayfare.planning');

/**
 * Runs synchronous planning, and interrupts it after 5 seconds.
 * @throws GraphQLError `OPERATION_TOO_LARGE` when it takes longer
 */
export function withTimeLimit<Result>(plan: () => Result): Result {
  const globals = globalThis as { [pending]?: (() => Result) | undefined };
  globals[pending] = plan;
  try {
    return runInThisContext(`globalThis[Symbol.for('wayfare.planning')]()`, {
      timeout: maxPlanningMs,
    }) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw graphqlError('OPERATION_TOO_LARGE', 'The operation takes too long to plan.', { limit: 'planning' });
  } finally {
    globals[pending] = undefined;
  }
}
