import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { requestBody } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import type { StartedProcess } from './processes.ts';

const startWithinMs = 60_000;

/** Waits until a started process answers the simplest query. */
export async function untilAnswering(started: StartedProcess, url: string): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    try {
      await ask(url, 'one');
      return;
    } catch (error) {
      if (started.child.exitCode !== null) throw new Error('the process exited', { cause: error });
      if (Date.now() > deadline) throw error;
      await pause(100);
    }
  }
}

/** @throws Error unless the status is 200 */
export async function ask(url: string, query: QueryName): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: requestBody(query),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`expected status 200, received ${response.status}: ${text}`);
  return text;
}

/**
 * Compares the answers of all targets with the first answer to the same query.
 * @returns a function that throws for an answer with errors, or with data that differ from the first
 */
export function createComparison(): (query: QueryName, answer: string) => void {
  const first = new Map<QueryName, unknown>();
  return (query, text) => {
    const answer = JSON.parse(text) as { data?: unknown; errors?: unknown };
    const { data = null } = answer;
    if (answer.errors !== undefined || data === null) {
      throw new Error(`${query}: expected data without errors, received ${text.slice(0, 1_000)}`);
    }
    const expected = first.get(query) ?? data;
    first.set(query, expected);
    if (isDeepStrictEqual(data, expected)) return;
    throw new Error(`${query}: expected the answer of the first target, received ${text.slice(0, 1_000)}`);
  };
}
