import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../../dev/redis.ts';
import { newId } from '../../../platform/ids.ts';
import { createLogger } from '../../../platform/log.ts';
import { connectRedis } from '../../../platform/stores/redis.ts';
import { createQuoteLimit } from '../../../subgraphs/reservations/store/quote-limit.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { startWorld } from '../../kit/world.ts';
import type { RunningSubgraph, World } from '../../kit/world.ts';

const silent = createLogger('test', 'silent');
let world: World;
let subgraph: RunningSubgraph;
beforeAll(async () => {
  world = await startWorld();
  subgraph = await world.startReservations({ QUOTES_PER_CUSTOMER: '3', QUOTES_PER_ADDRESS: '2' });
});
afterAll(() => world.close());

const quoteTrip = `mutation {
  quoteTrip(input: { stays: [{ roomTypeId: "rmt_a", checkIn: "2031-05-10", checkOut: "2031-05-12" }] }) {
    __typename
    ... on TooManyQuotes { message retryAfterSeconds }
  }
}`;
interface Answer {
  quoteTrip: { __typename: string; message?: string; retryAfterSeconds?: number };
}
type RequestOptions = Parameters<RunningSubgraph['router']['data']>[2];

async function kindsOf(count: number, options?: RequestOptions, { router } = subgraph): Promise<string[]> {
  const kinds: string[] = [];
  for (let at = 0; at < count; at += 1) {
    kinds.push((await router.data<Answer>(quoteTrip, {}, options)).quoteTrip.__typename);
  }
  return kinds;
}

describe('limits on quotes', () => {
  it('a customer gets a typed refusal above the limit, from any address and process; another customer does not', async () => {
    const caller = signedIn(newId('usr'));
    expect(await kindsOf(3, { caller, clientAddress: '192.0.2.1' })).not.toContain('TooManyQuotes');
    const second = await world.startReservations({ QUOTES_PER_CUSTOMER: '3' });
    expect(await kindsOf(1, { caller, clientAddress: '192.0.2.2' }, second)).toEqual(['TooManyQuotes']);
    const { quoteTrip: refusal } = await subgraph.router.data<Answer>(quoteTrip, {}, { caller });
    expect(refusal.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(refusal.message).toMatch(/^Too many quotes: try again in \d+ seconds?\.$/);
    expect(await kindsOf(1, { caller: signedIn(newId('usr')) })).not.toContain('TooManyQuotes');
  });

  it('anonymous callers are counted by network; a signed-in customer of the same network is not', async () => {
    expect(await kindsOf(2, { clientAddress: '2001:db8::1' })).not.toContain('TooManyQuotes');
    expect(await kindsOf(1, { clientAddress: '2001:db8::2' })).toEqual(['TooManyQuotes']);
    expect(await kindsOf(1, { clientAddress: '2001:db9::1' })).not.toContain('TooManyQuotes');
    const caller = signedIn(newId('usr'));
    expect(await kindsOf(1, { caller, clientAddress: '2001:db8::1' })).not.toContain('TooManyQuotes');
  });

  it('anonymous callers without an address share a limit', async () => {
    expect(await kindsOf(1)).not.toContain('TooManyQuotes');
    expect(await kindsOf(1, { clientAddress: 'unknown' })).not.toContain('TooManyQuotes');
    expect(await kindsOf(1)).toEqual(['TooManyQuotes']);
  });

  it('0 sets no limit', async () => {
    const unlimited = await world.startReservations({ QUOTES_PER_CUSTOMER: '0', QUOTES_PER_ADDRESS: '0' });
    expect(await kindsOf(5, undefined, unlimited)).not.toContain('TooManyQuotes');
  });

  it('quote_requests_total counts the refusals', async () => {
    const { values } = (await subgraph.metrics.getSingleMetric('quote_requests_total')?.get()) ?? {
      values: [],
    };
    const refused = values.find(({ labels }) => labels['result'] === 'too_many_quotes');
    expect(refused?.value).toBeGreaterThanOrEqual(3);
  });
});

describe('limits on quotes while Redis is away', () => {
  it('each process counts by itself', async () => {
    const server = await startRedis();
    const connect = () => connectRedis({ url: server.url, use: 'command', logger: silent });
    const connections = [await connect(), await connect()];
    const processes = connections.map((redis) => createQuoteLimit({ redis, perCustomer: 2, perAddress: 2 }));
    await server.close();
    for (const limit of processes) {
      const taken = [];
      for (let at = 0; at < 3; at += 1) taken.push(await limit.take({ userId: null, address: '192.0.2.9' }));
      expect(taken.map((refusal) => refusal === null)).toEqual([true, true, false]);
    }
    for (const redis of connections) redis.disconnect();
  });
});
