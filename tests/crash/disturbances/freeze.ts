import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName } from '../../../dev/processes.ts';
import type { GraphClient } from '../../kit/graph-client.ts';
import type { Disturbance } from '../column.ts';

/** A query of a client that asks again and again while a process is frozen. */
export interface Probe {
  query: string;
  /** The number of answers that come at once. A timeout for every query would leave none. */
  quickAnswers: number;
}

const quickMs = 2_000;
const pauseMs = 250;

/** Freezes a process with SIGSTOP, and thaws it with SIGCONT after some seconds. */
export async function freeze(
  name: ProcessName,
  seconds: number,
  { world, letGo }: Disturbance,
  probe: Probe | null = null,
): Promise<readonly string[]> {
  const client = probe === null ? null : (await world.signUp()).client;
  await world.processes.kill(name, 'SIGSTOP');
  try {
    letGo();
    if (client === null || probe === null) {
      await world.pause(seconds);
      return [];
    }
    const durations = await ask(client, probe.query, seconds);
    const quick = durations.filter((ms) => ms < quickMs).length;
    return quick >= probe.quickAnswers
      ? []
      : [
          `${quick} of ${durations.length} answers took less than ${quickMs / 1_000} s, expected ${probe.quickAnswers}`,
        ];
  } finally {
    await world.processes.kill(name, 'SIGCONT');
  }
}

/** @returns the durations of the answers, errors included, in milliseconds */
async function ask(client: GraphClient, query: string, seconds: number): Promise<number[]> {
  const durations: number[] = [];
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    const askedAt = performance.now();
    const answer = client.send(query).catch(() => undefined);
    await Promise.race([answer, delay(until - askedAt)]);
    durations.push(performance.now() - askedAt);
    await delay(pauseMs);
  }
  return durations;
}
