/** Thrown when other writers were first at every attempt. */
export class WriteConflictError extends Error {
  override readonly name = 'WriteConflictError';
}

/**
 * Optimistic concurrency: reads a document, decides, and writes if nobody else wrote since; reads again otherwise.
 * @param options.subject what is updated, for the error: `account usr_…`
 * @param options.read the current state
 * @param options.known a state that was read before, for the first attempt
 * @param options.write decides and writes, guarded by the revision that was read; null where another writer was first.
 * It returns without a write where the decision is to leave the document as it is
 * @param options.maxAttempts unlimited where it is left out
 * @throws WriteConflictError after `maxAttempts`
 */
export async function guardedUpdate<State, Result>(options: {
  subject: string;
  read: () => Promise<State>;
  known?: State;
  write: (state: State) => Promise<Result | null>;
  maxAttempts?: number;
}): Promise<Result> {
  const { subject, read, write, maxAttempts = Infinity } = options;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const state = attempt === 1 && options.known !== undefined ? options.known : await read();
    const result = await write(state);
    if (result !== null) return result;
  }
  throw new WriteConflictError(`${subject}: other writers were first at each of ${maxAttempts} attempts.`);
}
