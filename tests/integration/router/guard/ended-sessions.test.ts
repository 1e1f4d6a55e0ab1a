import type { ExecutionResult } from 'graphql';
import { createClient as createWsClient } from 'graphql-ws';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { publishEndedSessions } from '../../../../platform/ended-sessions.ts';
import type { EndedSession } from '../../../../platform/ended-sessions.ts';
import { eventually } from '../../../kit/eventually.ts';
import { asResult } from '../../../kit/subscriber.ts';
import { parcelMoved, startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { errorCodes } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { transports } from '../../../kit/stream-client.ts';

const ended = { errors: [{ message: expect.stringContaining('session') as unknown }] };
let last = 0;
const newSid = () => `sid-${(last += 1)}`;

it('ended sessions: an open WebSocket of the session gets no further operation', async () => {
  const stack = await startSubscriptionStack('WebSocket');
  const redis = new Redis(stack.routerSettings['REDIS_URL'] ?? '');
  const sid = newSid();
  const token = await stack.issuer.token('usr_ada', { claims: { sid } });
  const socket = createWsClient({
    url: `${stack.router.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    connectionParams: { Authorization: `Bearer ${token}` },
  });
  const first = async () => {
    const result = await socket.iterate({ query: '{ __typename }' }).next().catch(asResult);
    return (result.done === true ? {} : result.value) as ExecutionResult;
  };
  expect((await first()).errors).toBeUndefined();

  await publishEndedSessions(redis, [{ type: 'session', sid }], { ttlMs: 60_000, areAll: false });

  await eventually(async () => {
    expect((await first()).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
  await socket.dispose();
  redis.disconnect();
  await stack.close();
});

describe.each(transports)('ended sessions, with streams over %s', (transport) => {
  let stack: SubscriptionStack;
  let redis: Redis;
  beforeAll(async () => {
    stack = await startSubscriptionStack(transport);
    redis = new Redis(stack.routerSettings['REDIS_URL'] ?? '');
    redis.on('error', () => undefined);
  });
  afterEach(() => stack.closeSubscribers());
  afterAll(async () => {
    redis.disconnect();
    await stack.close();
  });

  const end = (...sessions: EndedSession[]) =>
    publishEndedSessions(redis, sessions, { ttlMs: 60_000, areAll: false });
  const statusOf = async (token: string, router: RouterUnderTest = stack.router) => {
    const response = await router.ask('{ __typename }', { token });
    return { status: response.status, codes: errorCodes(response) };
  };
  const valid = { status: 200, codes: [] };
  const refused = { status: 401, codes: ['UNAUTHENTICATED'] };

  it('end the access tokens of that session only', async () => {
    const [sid, other] = [newSid(), newSid()];
    const token = await stack.issuer.token('usr_ada', { claims: { sid } });
    expect(await statusOf(token)).toEqual(valid);

    await end({ type: 'session', sid });

    await eventually(async () => {
      expect(await statusOf(token)).toEqual(refused);
    });
    expect(await statusOf(await stack.issuer.token('usr_ada', { claims: { sid: other } }))).toEqual(valid);
    expect(await statusOf(await stack.issuer.token('usr_ada'))).toEqual(valid);
  });

  it('end the live streams of that session only', async () => {
    const parcel = stack.parcels.create('usr_ada');
    const sid = newSid();
    const watch = async (claims: Record<string, unknown>) => {
      const subscriber = await stack.subscribe(parcelMoved, { id: parcel.id, as: 'usr_ada', claims });
      expect(await subscriber.states(1)).toEqual(['SENT']);
      return subscriber;
    };
    const subscriber = await watch({ sid });
    const other = await watch({ sid: newSid() });

    await end({ type: 'session', sid });

    const result = await subscriber.next();
    expect(result).toMatchObject(ended);
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await subscriber.next()).toBeNull();
    stack.parcels.update(parcel, 'IN_TRANSIT');
    await stack.parcels.publish(parcel);
    expect(await other.states(1)).toEqual(['IN_TRANSIT']);
  });

  it('of an account end the tokens and streams of its older credentials', async () => {
    const parcel = stack.parcels.create('usr_grace');
    const token = (version: number) =>
      stack.issuer.token('usr_grace', { claims: { sid: newSid(), credentials_version: version } });
    const [older, newer] = [await token(1), await token(2)];
    const claims = { credentials_version: 1 };
    const subscriber = await stack.subscribe(parcelMoved, { id: parcel.id, as: 'usr_grace', claims });
    await subscriber.states(1);

    await end({ type: 'account', userId: 'usr_grace', credentialsVersion: 2 });

    expect(await subscriber.next()).toMatchObject(ended);
    expect(await statusOf(older)).toEqual(refused);
    expect(await statusOf(newer)).toEqual(valid);
  });

  it('are known to a router that starts later', async () => {
    const sid = newSid();
    const token = await stack.issuer.token('usr_ada', { claims: { sid } });
    await end({ type: 'session', sid });

    const router = await stack.anotherRouter();

    await eventually(async () => {
      expect(await statusOf(token, router)).toEqual(refused);
    });
    await router.close();
  });

  it('stay known while Redis is away, and new ends are read after its return', async () => {
    const [before, after] = [newSid(), newSid()];
    const tokenBefore = await stack.issuer.token('usr_ada', { claims: { sid: before } });
    const tokenAfter = await stack.issuer.token('usr_ada', { claims: { sid: after } });
    await end({ type: 'session', sid: before });
    await eventually(async () => {
      expect(await statusOf(tokenBefore)).toEqual(refused);
    });

    await stack.stopRedis();
    await eventually(() => {
      expect(stack.router.logs.join('\n')).toContain('ended sessions not read');
    });
    expect(await statusOf(tokenBefore)).toEqual(refused);
    expect(await statusOf(tokenAfter)).toEqual(valid);

    await stack.startRedis();
    await end({ type: 'session', sid: after });
    await eventually(async () => {
      expect(await statusOf(tokenAfter)).toEqual(refused);
    });
  });
});

it('a router without Redis says that access tokens do not end at sign-out', async () => {
  const stack = await startSubscriptionStack('SSE');
  const router = await stack.anotherRouter({ REDIS_URL: '' });
  expect(router.logs.join('\n')).toMatch(/disabled features: .*end of access tokens at sign-out/);
  await router.close();
  await stack.close();
});
