// The honest client: a steady rate of a signed-in user's query, and of /health/live over new connections.
import { Agent, request } from 'undici';
import { distributionOf } from '../../../bench/statistics.ts';
import type { HonestKind, HonestKinds } from '../judge.ts';
import { answerOrders } from '../messages.ts';

export interface HonestFacts {
  routerUrl: string;
  address: string;
  /** Null for an anonymous client. */
  accessToken: string | null;
  query: string;
}

/** Requests are sent from `start` to `stop`, which answers with their latencies. */
export type HonestOrder = 'start' | 'stop';

const { routerUrl, address, accessToken, query } = JSON.parse(process.argv[2] ?? '') as HonestFacts;
/** Of each kind. */
const perSecond = 25;
const timeoutMs = 20_000;

const connections = new Agent({ localAddress: address, connections: 20 });

/** @throws Error unless the data is complete */
async function sendQuery(): Promise<void> {
  const { statusCode, body } = await request(`${routerUrl}/graphql`, {
    method: 'POST',
    dispatcher: connections,
    headers: {
      'content-type': 'application/json',
      ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { data, errors = [] } = (await body.json()) as {
    data?: Record<string, { nodes?: unknown[] } | null> | null;
    errors?: { extensions?: { code?: string } }[];
  };
  if (errors.length > 0) throw new Error(`${statusCode} ${errors[0]?.extensions?.code ?? 'without a code'}`);
  const isComplete = Object.values(data ?? { nothing: null }).every(
    (value) => value !== null && value.nodes?.length !== 0,
  );
  if (statusCode !== 200 || !isComplete) throw new Error(`${statusCode} without data`);
}

/** As the probe of a platform: each over a connection of its own. @throws Error unless it is 200 */
async function sendHealthCheck(): Promise<void> {
  const own = new Agent({ localAddress: address, connections: 1 });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, body } = await request(`${routerUrl}/health/live`, { dispatcher: own, signal });
    await body.dump();
    if (statusCode !== 200) throw new Error(String(statusCode));
  } finally {
    await own.destroy();
  }
}

class Samples {
  private milliseconds: number[] = [];
  private failures: Record<string, number> = {};
  private readonly pending = new Set<Promise<void>>();
  private readonly send: () => Promise<void>;

  constructor(send: () => Promise<void>) {
    this.send = send;
  }

  start(): void {
    const { milliseconds, failures } = this;
    const startedAt = performance.now();
    const sample = this.send()
      .catch((error: unknown) => {
        const { name, code, message } = error as Error & { code?: string };
        const reason = name === 'TimeoutError' ? `no answer in ${timeoutMs} ms` : (code ?? message);
        failures[reason] = (failures[reason] ?? 0) + 1;
      })
      .then(() => {
        milliseconds.push(performance.now() - startedAt);
        this.pending.delete(sample);
      });
    this.pending.add(sample);
  }

  forget(): void {
    this.milliseconds = [];
    this.failures = {};
  }

  /** Waits for the requests under way, which an attack may hold up. */
  async result(): Promise<HonestKind> {
    await Promise.all(this.pending);
    const { milliseconds, failures } = this;
    const p99Ms = milliseconds.length === 0 ? 0 : distributionOf(milliseconds).p99;
    return { samples: milliseconds.length, p99Ms, failures };
  }
}

const kinds = { query: new Samples(sendQuery), health: new Samples(sendHealthCheck) };
let nextAt = Infinity;
setInterval(() => {
  // Requests start when they are due, however slow the answers to earlier ones are.
  for (; nextAt <= performance.now(); nextAt += 1_000 / perSecond) {
    kinds.query.start();
    kinds.health.start();
  }
}, 5);

answerOrders(async (order: HonestOrder): Promise<HonestKinds | null> => {
  if (order === 'stop') {
    nextAt = Infinity;
    const [query_, health] = await Promise.all([kinds.query.result(), kinds.health.result()]);
    return { query: query_, health };
  }
  kinds.query.forget();
  kinds.health.forget();
  nextAt = performance.now();
  return null;
});
