import { request as httpRequest } from 'node:http';
import type { ClientRequest } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callerHeader, createCallerVerifier } from '../../../platform/caller-assertions.ts';
import { timeoutHeader, priorityHeader, urgentPriority } from '../../../platform/http/request-deadline.ts';
import { anonymous } from '../../../platform/identity.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { mongoGuard } from '../../../platform/stores/store-guard.ts';
import { startSubgraphServer } from '../../../platform/subgraph-server.ts';
import { eventually } from '../../kit/eventually.ts';
import { testCallers } from '../../kit/subgraph-client.ts';
import type { TestCallers } from '../../kit/subgraph-client.ts';

describe('a subgraph under overload', () => {
  let callers: TestCallers;
  let directory: string;
  let subgraph: { url: string; close(): Promise<void> };
  let metrics: Registry;
  /** Calls of resolvers, by field. */
  let begun: string[] = [];
  /** Reads of the store. */
  let reads = 0;
  let release: () => void = () => undefined;

  beforeEach(async () => {
    callers = await testCallers();
    directory = await mkdtemp(join(tmpdir(), 'wayfare-overload-'));
    const sdlPath = join(directory, 'numbers.graphql');
    await writeFile(
      sdlPath,
      'type Query { held: Int one: Int two: Int } type Mutation { held: Int count: Int }',
    );
    const logger = createLogger('numbers', 'fatal');
    metrics = createMetrics('numbers');
    const guard = mongoGuard({ config: { MONGODB_TIMEOUT_MS: 5_000 }, logger, metrics });
    begun = [];
    reads = 0;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const read = () => guard.run(() => Promise.resolve((reads += 1)));
    const held = async () => {
      begun.push('held');
      await gate;
      return read();
    };
    const field = (name: string) => () => {
      begun.push(name);
      return 1;
    };
    subgraph = await startSubgraphServer({
      ...{ sdlPath, logger, metrics, host: '127.0.0.1', port: 0, instanceId: undefined },
      resolvers: {
        Query: { held, one: field('one'), two: field('two') },
        Mutation: { held, count: field('count') },
      },
      contextFor: (request) => request,
      admission: { maxInFlight: 1, maxWaiting: 2, maxWaitMs: 60_000 },
      verifier: await createCallerVerifier({ audience: 'numbers', trusted: callers.trusted }),
      missingDependencies: () => Promise.resolve([]),
    });
  });
  afterEach(async () => {
    release();
    await subgraph.close();
    await rm(directory, { recursive: true });
  });

  interface Answer {
    status: number;
    retryAfter: string | undefined;
    body: { data?: unknown; errors?: { extensions: { code: string } }[] };
  }

  /** Sends an operation, as a router does. */
  function send(query: string, headers: Record<string, string> = {}) {
    const body = JSON.stringify({ query });
    const assertion = callers.router.sign(anonymous, 'numbers', { requestId: 'test-request', body });
    const sent: ClientRequest = httpRequest(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [callerHeader]: assertion, ...headers },
    });
    const answer = new Promise<Answer>((resolve, reject) => {
      sent.once('error', reject);
      sent.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => {
          const { statusCode: status = 0, headers: received } = response;
          resolve({ status, retryAfter: received['retry-after'], body: JSON.parse(text) as Answer['body'] });
        });
      });
    });
    answer.catch(() => undefined);
    sent.end(body);
    return { answer, leave: () => sent.destroy() };
  }
  async function hold(query: string, headers: Record<string, string> = {}) {
    const sent = send(query, headers);
    await eventually(() => {
      expect(begun).toEqual(['held']);
    });
    return sent;
  }
  const waitingRequests = async () => {
    const text = await metrics.metrics();
    return Number(/overload_waiting_requests\{queue="requests".*\} (\d+)/.exec(text)?.[1]);
  };
  const untilWaiting = (count: number) =>
    eventually(async () => {
      expect(await waitingRequests()).toBe(count);
    });

  it('requests beyond its queue get 503 with Retry-After and OVERLOADED, and do not begin', async () => {
    const held = await hold('{ held }');
    const one = send('{ one }');
    const two = send('{ two }');
    const refused = await send('{ one }').answer;

    expect(refused).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: { errors: [{ extensions: { code: 'OVERLOADED' } }] },
    });
    release();
    expect(await Promise.all([held.answer, one.answer, two.answer])).toMatchObject([
      { status: 200 },
      { status: 200 },
      { status: 200 },
    ]);
    expect(begun).toEqual(['held', 'one', 'two']);
  });

  it('an urgent request takes the place of a normal request', async () => {
    const held = await hold('{ held }');
    const waiting = [send('{ one }'), send('{ two }')];
    const urgent = send('mutation { count }', { [priorityHeader]: urgentPriority });

    const refused = await Promise.race(waiting.map(({ answer }) => answer));
    expect(refused).toMatchObject({ status: 503 });
    release();
    expect(await urgent.answer).toMatchObject({ status: 200, body: { data: { count: 1 } } });
    await held.answer;
    expect(begun[1]).toBe('count');
  });

  it('a request does not begin after its deadline has passed', async () => {
    const held = await hold('{ held }');
    const late = send('{ one }', { [timeoutHeader]: '1' });
    const patient = send('{ two }', { [timeoutHeader]: '60000' });
    await untilWaiting(2);
    release();

    expect(await late.answer).toMatchObject({ status: 503 });
    expect(await patient.answer).toMatchObject({ status: 200, body: { data: { two: 1 } } });
    await held.answer;
    expect(begun).toEqual(['held', 'two']);
  });

  it('a request does not begin after its router has left', async () => {
    const held = await hold('{ held }');
    const left = send('mutation { count }');
    const patient = send('{ two }');
    await untilWaiting(2);
    left.leave();
    await expect(left.answer).rejects.toThrow();
    // The subgraph learns of the closed connection before it answers a later request.
    await fetch(new URL('/health/live', subgraph.url));
    release();

    expect(await patient.answer).toMatchObject({ status: 200 });
    await held.answer;
    expect(begun).toEqual(['held', 'two']);
  });

  it('a query that its router has left reads no more from its store', async () => {
    const held = await hold('{ held }');
    held.leave();
    await expect(held.answer).rejects.toThrow();
    const next = send('{ one }');
    expect(await next.answer).toMatchObject({ status: 200 });
    release();
    await send('{ two }').answer;

    expect(reads).toBe(0);
  });

  it('a mutation that its router has left runs to its end', async () => {
    const held = await hold('mutation { held }');
    held.leave();
    await expect(held.answer).rejects.toThrow();
    release();

    await eventually(() => {
      expect(reads).toBe(1);
    });
  });
});
