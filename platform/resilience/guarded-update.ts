import { pause } from './pause.ts';

/** Another writer was first at every attempt. */
export class WriteConflictError extends Error {
  override readonly name = 'WriteConflictError';
}

/**
 * Optimistic concurrency: reads, decides, and writes if the document is unchanged; otherwise starts again.
 * @param options.subject for the error: `account usr_…`
 * @param options.known a state read before, for the first attempt
 * @param options.write may decide not to write; guards a write by the revision that was read. Null if another writer
 * was first
 * @param options.maxAttempts unlimited by default
 * @param options.maxPauseMs the longest random pause before another attempt, so that many writers do not collide again.
 * None by default
 * @throws WriteConflictError after `maxAttempts`
 */
export async function guardedUpdate<State, Result>(options: {
  subject: string;
  read: () => Promise<State>;
  known?: State;
  write: (state: State) => Promise<Result | null>;
  maxAttempts?: number;
  maxPauseMs?: number;
}): Promise<Result> {
  const { subject, read, write, maxAttempts = Infinity, maxPauseMs = 0 } = options;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const state = attempt === 1 && options.known !== undefined ? options.known : await read();
    const result = await write(state);
    if (result !== null) return result;
    if (maxPauseMs > 0) await pause(Math.random() * maxPauseMs);
  }
  throw new WriteConflictError(`${subject}: other writers were first at each of ${maxAttempts} attempts.`);
}
