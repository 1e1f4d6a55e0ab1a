import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startRedis } from '../../../../dev/redis.ts';
import { eventually } from '../../../kit/eventually.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { openRedisFaults } from '../../../kit/redis-faults.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';
import { connectSocket } from '../../../kit/raw-socket.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { AskOptions, RouterUnderTest } from '../../../kit/router.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

/** Longer than a test. */
const window = { RATE_LIMIT_SECONDS: '600' };

describe('rate limits', () => {
  let numbers: FakeSubgraph;
  let issuer: TokenIssuer;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  const routers: RouterUnderTest[] = [];

  beforeAll(async () => {
    numbers = await startFakeSubgraph({
      name: 'numbers',
      typeDefs: 'type Query { one: Int }',
      resolvers: { Query: { one: () => 1 } },
    });
    issuer = await startTokenIssuer();
  });
  beforeEach(async () => {
    redis = await startRedis();
    numbers.requests.length = 0;
  });
  afterEach(async () => {
    for (const router of routers.splice(0)) await router.close();
    await redis.close();
  });
  afterAll(async () => {
    await Promise.all([numbers.stop(), issuer.stop()]);
  });

  async function start(settings: Record<string, string>): Promise<RouterUnderTest> {
    const router = await startRouterUnderTest([numbers], {
      ...{ ...window, ...issuer.settings, REDIS_URL: redis.url, TRUSTED_PROXIES: '127.0.0.1' },
      ...settings,
    });
    routers.push(router);
    await eventually(async () => {
      expect((await fetch(`${router.url}/health/ready`)).status).toBe(200);
    });
    return router;
  }
  const from = (address: string): AskOptions => ({ headers: { 'x-forwarded-for': address } });
  const statuses = async (router: RouterUnderTest, count: number, options: AskOptions) => {
    const all: number[] = [];
    for (let request = 0; request < count; request += 1) {
      all.push((await router.ask('{ one }', options)).status);
    }
    return all;
  };

  it('the connection of a refused pipelined request closes: those behind it do not begin', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '3' });
    const client = await connectRaw(router.url);
    client.send(rawPost({ query: '{ one }' }).repeat(20));
    const heard = await client.untilClosed();

    expect(heard.match(/^HTTP\/1\.1 \d{3}/gm)).toEqual([
      ...['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 429'],
    ]);
    expect(numbers.requests).toHaveLength(3);
  });

  it('per address: 429 with RATE_LIMITED and Retry-After, and no subgraph is called', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '3' });
    expect(await statuses(router, 3, from('198.51.100.1'))).toEqual([200, 200, 200]);
    numbers.requests.length = 0;

    const refused = await router.ask('{ one }', from('198.51.100.1'));

    expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(refused.errors?.[0]?.message).toContain('expected at most 3 in 600 seconds (RATE_LIMIT_ADDRESS)');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
    expect(numbers.requests).toHaveLength(0);
    expect(await statuses(router, 1, from('198.51.100.2'))).toEqual([200]);
  });

  it('responses tell the policy, and the requests that remain', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '10', RATE_LIMIT_IDENTITY: '5' });
    const token = await issuer.token('usr_ada');

    const { headers } = await router.ask('{ one }', { ...from('198.51.100.1'), token });

    expect(headers.get('ratelimit-policy')).toBe('"address";q=10;w=600, "identity";q=5;w=600');
    expect(headers.get('ratelimit')).toMatch(/^"address";r=9;t=\d+, "identity";r=4;t=\d+$/);
  });

  it('per user: from any address, and another user is answered', async () => {
    const router = await start({ RATE_LIMIT_IDENTITY: '2' });
    const [ada, bob] = [await issuer.token('usr_ada'), await issuer.token('usr_bob')];
    const asks = ['198.51.100.1', '198.51.100.2', '198.51.100.3'].map((address) => ({
      ...from(address),
      token: ada,
    }));
    const answers = [];
    for (const options of asks) answers.push(await router.ask('{ one }', options));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', policy: 'identity' } }]);
    expect(answers[2]?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await statuses(router, 1, { ...from('198.51.100.1'), token: bob })).toEqual([200]);
  });

  it('an IPv6 address counts with its /64 network', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '2' });
    expect(await statuses(router, 2, from('2001:db8::1'))).toEqual([200, 200]);

    expect(await statuses(router, 1, from('2001:db8::ffff:2'))).toEqual([429]);
    expect(await statuses(router, 1, from('2001:db8:0:1::1'))).toEqual([200]);
  });

  it('routers share their counts in Redis', async () => {
    const [one, two] = [await start({ RATE_LIMIT_ADDRESS: '20' }), await start({ RATE_LIMIT_ADDRESS: '20' })];
    const before = await statuses(one, 20, from('198.51.100.1'));
    expect(before).not.toContain(429);

    // The other router learns of them with the answer to its first report.
    await eventually(async () => {
      expect(await statuses(two, 1, from('198.51.100.1'))).toEqual([429]);
    });
  });

  it.each(['frozen', 'stopped'] as const)(
    'Redis is %s: requests are answered up to the limit',
    async (how) => {
      const router = await start({ RATE_LIMIT_ADDRESS: '40' });
      const faults = await openRedisFaults(redis.url);
      const heal = how === 'frozen' ? await faults.frozen() : () => Promise.resolve();
      if (how === 'stopped') {
        await faults.close();
        await redis.close();
      }
      try {
        const all = await statuses(router, 50, from('198.51.100.1'));
        expect(all.filter((status) => status === 200)).toHaveLength(40);
        expect(all.slice(40)).toEqual(Array.from({ length: 10 }, () => 429));
      } finally {
        await heal();
        await faults.close();
      }
    },
  );

  it('over WebSocket: each operation counts, and ends with an error above the limit', async () => {
    // The connection is the first request.
    const router = await start({ RATE_LIMIT_ADDRESS: '3', TRUSTED_PROXIES: '' });
    const socket = await connectSocket(router.url);
    for (const id of ['1', '2', '3']) socket.subscribe(id, '{ one }');

    expect(await socket.until('error', '3')).toMatchObject({
      payload: [{ extensions: { code: 'RATE_LIMITED', policy: 'address' } }],
    });
    expect(await socket.until('next', '2')).toMatchObject({ payload: { data: { one: 1 } } });
    await socket.leave();
  });

  it('over WebSocket: a refused connection gets 429 with Retry-After', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '1', TRUSTED_PROXIES: '' });
    const socket = await connectSocket(router.url);
    const refused = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const answer = await new Promise<{ status: number | undefined; retryAfter: string | undefined }>(
      (resolve) => {
        refused.once('error', () => undefined);
        refused.once('unexpected-response', (_request, { statusCode: status, headers }) => {
          resolve({ status, retryAfter: headers['retry-after'] });
        });
      },
    );

    expect(answer.status).toBe(429);
    expect(answer.retryAfter).toMatch(/^\d+$/);
    refused.terminate();
    await socket.leave();
  });

  it('server-sent events: each operation counts, and gets 429 above the limit', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '1', TRUSTED_PROXIES: '' });
    const ask = () =>
      fetch(`${router.url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ query: '{ one }' }),
      });
    const answered = await ask();
    expect(answered.status).toBe(200);
    expect(answered.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/);
    await answered.text();

    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });

  it('health checks and metrics have no limit', async () => {
    const router = await start({ RATE_LIMIT_ADDRESS: '1', TRUSTED_PROXIES: '' });
    await statuses(router, 2, {});

    expect((await fetch(`${router.url}/health/live`)).status).toBe(200);
  });
});
