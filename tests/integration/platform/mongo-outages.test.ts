import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Schema } from 'mongoose';
import { newId } from '../../../platform/ids.ts';
import { createLogger } from '../../../platform/log.ts';
import { limitWaits, runWithRequestId } from '../../../platform/request-scope.ts';
import { connectMongo } from '../../../platform/stores/mongo.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { startTcpProxy } from '../../kit/tcp-proxy.ts';
import type { TcpProxy } from '../../kit/tcp-proxy.ts';
import { startWorld } from '../../kit/world.ts';
import type { World } from '../../kit/world.ts';

describe('the connection to MongoDB', () => {
  it('writes with a journalled majority, and reads from the primary', async () => {
    const stores = await startStores();
    const connection = await connectMongo({
      url: `${stores.mongoUrl}/?monitorCommands=true`,
      database: stores.uniqueDatabase('connection'),
      poolSize: 1,
      logger: createLogger('test', 'silent'),
    });
    const commands: Record<string, unknown>[] = [];
    const client = connection.getClient();
    client.on('commandStarted', ({ command }) => commands.push(command));

    const documents = connection.collection<{ _id: string; n?: number }>('documents');
    await documents.insertOne({ _id: 'a' });
    await documents.updateOne({ _id: 'a' }, { $set: { n: 1 } });
    await documents.bulkWrite([{ deleteOne: { filter: { _id: 'a' } } }]);
    await documents.findOneAndUpdate({ _id: 'b' }, { $set: { n: 1 } }, { upsert: true });

    expect(commands.map(({ writeConcern }) => writeConcern)).toEqual(
      commands.map(() => ({ w: 'majority', j: true })),
    );
    expect(commands).toHaveLength(4);
    expect(client.readPreference.mode).toBe('primary');
    expect(client.options.retryWrites).toBe(true);
    await connection.close();
    await stores.close();
  });
});

describe('reads of a request', () => {
  it('the server ends them at the deadline of the request', async () => {
    const stores = await startStores();
    const connection = await connectMongo({
      url: `${stores.mongoUrl}/?monitorCommands=true`,
      database: stores.uniqueDatabase('reads'),
      poolSize: 1,
      logger: createLogger('test', 'silent'),
    });
    const limits: unknown[] = [];
    connection.getClient().on('commandStarted', ({ command }) => limits.push(command['maxTimeMS']));
    const documents = connection.model('Document', new Schema({ _id: String, n: Number }));
    const readAndWrite = async () => {
      await documents.find({ n: 1 }).lean();
      await documents.findOne({ n: 1 });
      await documents.aggregate([{ $match: { n: 1 } }]);
      await documents.updateOne({ _id: 'a' }, { n: 1 });
    };

    await readAndWrite();
    await runWithRequestId('test-request', () => {
      limitWaits(() => 7_000);
      return readAndWrite();
    });

    const unlimited = [undefined, undefined, undefined, undefined];
    expect(limits).toEqual([...unlimited, 7_000, 7_000, 7_000, undefined]);
    await connection.close();
    await stores.close();
  });
});

describe('while MongoDB is silent', () => {
  let world: World;
  let proxy: TcpProxy;
  beforeEach(async () => {
    world = await startWorld();
    proxy = await startTcpProxy(world.stores.mongoUrl);
  });
  afterEach(async () => {
    proxy.thaw();
    await world.close();
    await proxy.close();
  });

  const startUsers = (timeoutMs = 500) =>
    world.startUsers({
      MONGODB_URL: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
      MONGODB_TIMEOUT_MS: String(timeoutMs),
    });
  const userId = newId('usr');
  const user = `{ user(id: "${userId}") { id } }`;
  const caller = signedIn(userId);

  it('an operation ends after MONGODB_TIMEOUT_MS with STORE_UNAVAILABLE, and works again afterwards', async () => {
    const { router } = await startUsers();
    expect(await router.send(user, {}, { caller })).toMatchObject({ data: { user: null }, errors: [] });

    proxy.freeze();
    const { data, errors } = await router.send(user, {}, { caller });

    expect(data).toEqual({ user: null });
    expect(errors).toMatchObject([
      { path: ['user'], extensions: { code: 'STORE_UNAVAILABLE', retryAfterMs: 1_000 } },
    ]);
    proxy.thaw();
    await eventually(async () => {
      expect((await router.send(user, {}, { caller })).errors).toEqual([]);
    });
  });

  /** Far longer than a test. */
  const longTimeoutMs = 300_000;

  it.each([
    { operation: 'a query', document: () => user, timeoutMs: 300 },
    {
      operation: 'a mutation',
      document: () =>
        'mutation { signIn(input: { email: "a@example.com", password: "long enough" }) { __typename } }',
      timeoutMs: 300,
    },
  ])('$operation ends with its deadline, long before MONGODB_TIMEOUT_MS', async ({ document, timeoutMs }) => {
    const { router, metrics } = await startUsers(longTimeoutMs);
    await router.send(user, {}, { caller });
    proxy.freeze();

    const { errors } = await router.send(document(), {}, { caller, timeoutMs });

    expect(errors).toMatchObject([{ extensions: { code: 'STORE_UNAVAILABLE' } }]);
    // A short wait says nothing about the store.
    expect(await metrics.getSingleMetricAsString('circuit_breaker_state')).toMatch(
      /circuit="MongoDB",state="closed".* 1$/m,
    );
  });

  it('circuit breaker: open after the first timeout, so that operations do not wait; closed by an answer', async () => {
    const { router, metrics } = await startUsers();
    const circuit = async (state: string) => {
      const text = await metrics.getSingleMetricAsString('circuit_breaker_state');
      return new RegExp(`circuit="MongoDB",state="${state}".* 1$`, 'm').test(text);
    };
    expect(await circuit('closed')).toBe(true);

    proxy.freeze();
    await router.send(user, {}, { caller });
    expect(await circuit('open')).toBe(true);
    const { errors } = await router.send(user, {}, { caller });

    expect(errors).toMatchObject([{ extensions: { code: 'STORE_UNAVAILABLE' } }]);
    proxy.thaw();
    await eventually(async () => {
      await router.send(user, {}, { caller });
      expect(await circuit('closed')).toBe(true);
    });
  });

  it('the log names the server and the error, once', async () => {
    const { logs } = await startUsers();
    await proxy.close();
    await eventually(() => {
      const outages = logs.filter((line) => line.includes(`MongoDB at mongodb://127.0.0.1:${proxy.port}`));
      expect(outages.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { level: 'warn', error: expect.stringMatching(/./) as unknown },
      ]);
    });
    proxy = await startTcpProxy(world.stores.mongoUrl);
  });

  it('the process is not ready, and says so before a probe gives up', async () => {
    const { origin } = await startUsers();
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);

    proxy.freeze();
    const probe = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(5_000) });

    expect(probe.status).toBe(503);
    expect(await probe.json()).toEqual({ status: 'waiting', for: ['MongoDB'] });
  });
});
