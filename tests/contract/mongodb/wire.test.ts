import { serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMongoServer, type MongoServer } from '../../../dev/mongodb/server.ts';
import { bodyOf, message, nextReply, openSocket, opMsg, sequence } from './raw-connection.ts';

// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/

const ping = opMsg([bodyOf({ ping: 1, $db: 'admin' })]);

describe('the wire protocol of the embedded server', () => {
  let server: MongoServer;
  beforeAll(async () => {
    server = await startMongoServer({ port: 0 });
  });
  afterAll(() => server.close());

  it.each<[string, Buffer]>([
    ['a length below the header', Buffer.from([3, 0, 0, 0, 1, 2, 3, 4])],
    ['a length beyond the limit', Buffer.from([255, 255, 255, 127, 1, 2, 3, 4])],
    ['an unknown opcode', message(2012, Buffer.alloc(20))],
    ['a document longer than its message', opMsg([Buffer.from([0, 255, 0, 0, 0, 0])])],
    ['a message without a body', opMsg([sequence('documents', [{ a: 1 }])])],
    ['an unknown section', opMsg([Buffer.from([9, 1, 2, 3])])],
    ['an unknown required flag', opMsg([bodyOf({ ping: 1 })], 1 << 5)],
    ['a sequence longer than its message', opMsg([Buffer.from([1, 255, 0, 0, 0, 97, 0])])],
  ])('closes only the connection that sends %s', async (_name, bytes) => {
    const [bad, good] = [await openSocket(server.port), await openSocket(server.port)];
    bad.resume();
    bad.write(bytes);
    await once(bad, 'close');
    good.write(ping);
    expect(await nextReply(good)).toMatchObject({ ok: 1 });
    good.destroy();
  });

  it('reads split and joined messages, sequences before the body, and a checksum', async () => {
    const socket = await openSocket(server.port);
    const insert = opMsg(
      [sequence('documents', [{ _id: 1 }, { _id: 2 }]), bodyOf({ insert: 'things', $db: 'wire' })],
      1,
      Buffer.alloc(4),
    );
    for (const byte of insert) socket.write(Buffer.from([byte]));
    expect(await nextReply(socket)).toMatchObject({ n: 2, ok: 1 });
    socket.write(Buffer.concat([ping, ping]));
    let received = 0;
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
    await expect.poll(() => received).toBe(2 * (21 + serialize({ ok: 1 }).length));
    socket.destroy();
  });

  it('answers hello in an OP_QUERY, and does not answer a write with moreToCome', async () => {
    const socket = await openSocket(server.port);
    const query = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('admin.$cmd\0'),
      Buffer.alloc(8),
      serialize({ isMaster: 1 }),
    ]);
    socket.write(message(2004, query));
    expect(await nextReply(socket)).toMatchObject({ ismaster: true, maxWireVersion: 21 });
    socket.write(opMsg([bodyOf({ insert: 'quiet', documents: [{ _id: 1 }], $db: 'wire' })], 2));
    socket.write(opMsg([bodyOf({ count: 'quiet', $db: 'wire' })]));
    expect(await nextReply(socket)).toMatchObject({ n: 1 });
    socket.destroy();
  });

  it('accepts unacknowledged writes of the driver (w: 0)', async () => {
    const client = await new MongoClient(server.url).connect();
    const things = client.db('wire').collection('unacknowledged', { writeConcern: { w: 0 } });
    await things.insertOne({ a: 1 });
    await expect.poll(() => client.db('wire').collection('unacknowledged').countDocuments()).toBe(1);
    await client.close();
  });
});
