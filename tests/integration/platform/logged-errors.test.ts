import { Redis, ReplyError } from 'ioredis';
import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../dev/ports.ts';
import { startRedis } from '../../../dev/redis.ts';
import { createLogger } from '../../../platform/log.ts';

const secret = 'hunter2-secret';

/** The `err` of the line that the logger writes about an error. */
function logged(error: unknown): unknown {
  const lines: string[] = [];
  createLogger('test', 'info', { write: (line) => void lines.push(line) }).warn({ err: error }, 'failed');
  expect(lines.join('')).not.toContain(secret);
  return (JSON.parse(lines[0] ?? '{}') as { err?: unknown }).err;
}

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

type ErrorClass = new (message: unknown, details?: unknown) => Error;

const exported: [string, unknown][] = [...Object.entries(mongoose.mongo), ...Object.entries(mongoose.Error)];
const errorClasses = exported.flatMap(([name, value]) =>
  typeof value === 'function' && (value.prototype as unknown) instanceof Error
    ? [[name, value as ErrorClass] as const]
    : [],
);

/** The constructors take a message, the server's answer, a cause, or documents: the last resort is a bare object. */
function instanceOf(Class: ErrorClass, message: string): Error {
  for (const argument of [message, { message, writeConcernError: { message } }]) {
    try {
      const error = new Class(argument, { cause: new Error(message) });
      if (error.message.length > 0) return error;
    } catch {
      continue;
    }
  }
  return Object.defineProperty(Object.create(Class.prototype as object) as Error, 'message', {
    value: message,
  });
}

describe('errors of the MongoDB driver in the log', () => {
  let away: Error & { reason?: unknown };
  beforeAll(async () => {
    const port = await freePort();
    away = (await failureOf(
      mongoose
        .createConnection(`mongodb://someone:${secret}@127.0.0.1:${port}`, { serverSelectionTimeoutMS: 300 })
        .asPromise(),
    )) as Error;
  });

  it('an absent server: the class, the cause, and the servers that were tried', () => {
    expect(logged(away)).toMatchObject({
      type: 'MongooseServerSelectionError',
      message: expect.stringContaining('ECONNREFUSED') as unknown,
      servers: [{ type: 'Unknown', error: expect.stringContaining('ECONNREFUSED') as unknown }],
      stack: expect.stringContaining('MongooseServerSelectionError') as unknown,
    });
  });

  it('there are error classes to try', () => {
    expect(errorClasses.length).toBeGreaterThan(40);
  });

  it.each(errorClasses)('%s keeps message, code, labels and cause', (_name, Class) => {
    const error = instanceOf(Class, `cannot reach mongodb://someone:${secret}@host/ at all`);
    const cyclic: Record<string, unknown> = { reason: away.reason };
    cyclic['self'] = cyclic;
    Object.assign(error, { code: 91, topology: cyclic, reason: away.reason });
    error.cause = new Error(`no way to redis://:${secret}@host`, { cause: away });

    expect(logged(error)).toMatchObject({
      type: error.constructor.name,
      message: error.message.replaceAll(`someone:${secret}@`, ''),
      code: 91,
      servers: [{ type: 'Unknown' }],
      cause: { message: 'no way to redis://host', cause: { type: 'MongooseServerSelectionError' } },
    });
  });
});

describe('errors of ioredis in the log', () => {
  it('an absent server: the code and the address', async () => {
    const port = await freePort();
    const redis = new Redis({ port, lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    const refused = new Promise((resolve) => redis.once('error', resolve));
    await failureOf(redis.connect());
    expect(logged(await refused)).toMatchObject({ code: 'ECONNREFUSED', port });
    redis.disconnect();
  });

  it('too many reconnects: the class and its cause', async () => {
    const port = await freePort();
    const redis = new Redis({ port, maxRetriesPerRequest: 1, retryStrategy: () => 1 });
    redis.on('error', () => undefined);
    const error = await failureOf(redis.get('key'));
    expect(logged(error)).toMatchObject({ type: 'MaxRetriesPerRequestError' });
    redis.disconnect();
  });

  it('a refusal: its message, without the arguments of the command', async () => {
    const server = await startRedis();
    const redis = new Redis(server.url);
    const error = await failureOf(redis.call('AUTH', 'nobody', secret));
    expect(error).toBeInstanceOf(ReplyError);
    expect(logged(error)).toMatchObject({
      type: 'ReplyError',
      message: expect.stringContaining('WRONGPASS') as unknown,
    });
    redis.disconnect();
    await server.close();
  });
});

it('a thrown string is logged without credentials, an AggregateError with its errors', () => {
  expect(logged(`mongodb://someone:${secret}@host`)).toBe('mongodb://host');
  expect(logged(new AggregateError([new Error('one'), 'two'], 'both'))).toMatchObject({
    errors: [{ message: 'one' }, 'two'],
  });
});
