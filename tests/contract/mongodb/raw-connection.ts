import { deserialize, serialize } from 'bson';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

// Messages without a driver: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/

export function message(opcode: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

export function opMsg(sections: Buffer[], flags = 0, tail = Buffer.alloc(0)): Buffer {
  const bits = Buffer.alloc(4);
  bits.writeUInt32LE(flags);
  return message(2013, Buffer.concat([bits, ...sections, tail]));
}

export const bodyOf = (document: object): Buffer => Buffer.concat([Buffer.from([0]), serialize(document)]);

export function sequence(name: string, documents: object[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => serialize(document)),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(content.length + 4);
  return Buffer.concat([Buffer.from([1]), size, content]);
}

export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** The body of the next reply. */
export async function nextReply(socket: Socket): Promise<Record<string, unknown>> {
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return deserialize(bytes.subarray(bytes.readInt32LE(12) === 1 ? 36 : 21));
}

/** Sends a command on a connection of its own. */
export async function sendCommand(port: number, command: object): Promise<Record<string, unknown>> {
  const socket = await openSocket(port);
  socket.write(opMsg([bodyOf(command)]));
  const reply = await nextReply(socket);
  socket.destroy();
  return reply;
}
