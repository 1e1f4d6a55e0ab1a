import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { requestBody } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import type { Started } from './processes.ts';

const startWithinMs = 60_000;

/** Waits until a process that was started answers the simplest of the queries. */
export async function untilAnswering(started: Started, url: string): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    try {
      await ask(url, 'one');
      return;
    } catch (error) {
      if (started.child.exitCode !== null) throw new Error('it ended', { cause: error });
      if (Date.now() > deadline) throw error;
      await pause(100);
    }
  }
}

/** @throws Error where the answer is not 200 */
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
 * Compares answers to one query: the first is what all others must be.
 * @returns a function that throws where an answer has errors, or is not what the first was
 */
export function createComparison(): (query: QueryName, answer: string) => void {
  const first = new Map<QueryName, unknown>();
  return (query, text) => {
    const answer = JSON.parse(text) as { data?: unknown; errors?: unknown };
    const { data = null } = answer;
    if (answer.errors !== undefined || data === null) {
      throw new Error(`${query}: expected data alone, received ${text.slice(0, 1_000)}`);
    }
    const expected = first.get(query) ?? data;
    first.set(query, expected);
    if (isDeepStrictEqual(data, expected)) return;
    throw new Error(`${query}: expected the answer of the targets before, received ${text.slice(0, 1_000)}`);
  };
}
