import { deserialize, serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMongoServer, type MongoServer } from '../../../dev/mongodb/server.ts';

// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/

function message(opcode: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

function opMsg(sections: Buffer[], flags = 0, tail = Buffer.alloc(0)): Buffer {
  const bits = Buffer.alloc(4);
  bits.writeUInt32LE(flags);
  return message(2013, Buffer.concat([bits, ...sections, tail]));
}

const bodyOf = (document: object): Buffer => Buffer.concat([Buffer.from([0]), serialize(document)]);

function sequence(name: string, documents: object[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => serialize(document)),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(content.length + 4);
  return Buffer.concat([Buffer.from([1]), size, content]);
}

const ping = opMsg([bodyOf({ ping: 1, $db: 'admin' })]);

describe('the wire protocol of the embedded server', () => {
  let server: MongoServer;
  beforeAll(async () => {
    server = await startMongoServer({ port: 0 });
  });
  afterAll(() => server.close());

  const open = async (): Promise<Socket> => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const answer = async (socket: Socket): Promise<Record<string, unknown>> => {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    return deserialize(bytes.subarray(bytes.readInt32LE(12) === 1 ? 36 : 21));
  };

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
    const [bad, good] = [await open(), await open()];
    bad.resume();
    bad.write(bytes);
    await once(bad, 'close');
    good.write(ping);
    expect(await answer(good)).toMatchObject({ ok: 1 });
    good.destroy();
  });

  it('reads split and joined messages, sequences before the body, and a checksum', async () => {
    const socket = await open();
    const insert = opMsg(
      [sequence('documents', [{ _id: 1 }, { _id: 2 }]), bodyOf({ insert: 'things', $db: 'wire' })],
      1,
      Buffer.alloc(4),
    );
    for (const byte of insert) socket.write(Buffer.from([byte]));
    expect(await answer(socket)).toMatchObject({ n: 2, ok: 1 });
    socket.write(Buffer.concat([ping, ping]));
    let received = 0;
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
    await expect.poll(() => received).toBe(2 * (21 + serialize({ ok: 1 }).length));
    socket.destroy();
  });

  it('answers hello in an OP_QUERY, and does not answer a write with moreToCome', async () => {
    const socket = await open();
    const query = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('admin.$cmd\0'),
      Buffer.alloc(8),
      serialize({ isMaster: 1 }),
    ]);
    socket.write(message(2004, query));
    expect(await answer(socket)).toMatchObject({ ismaster: true, maxWireVersion: 21 });
    socket.write(opMsg([bodyOf({ insert: 'quiet', documents: [{ _id: 1 }], $db: 'wire' })], 2));
    socket.write(opMsg([bodyOf({ count: 'quiet', $db: 'wire' })]));
    expect(await answer(socket)).toMatchObject({ n: 1 });
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
