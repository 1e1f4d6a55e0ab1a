import { deserialize, serialize } from 'bson';
import { decodeTyped, type Doc, type Raw } from './values.ts';

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const opcodes = { reply: 1, query: 2004, msg: 2013 } as const;
const flags = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;
const headerBytes = 16;
export const maxMessageBytes = 48_000_000;

/** An invalid message. The server closes its connection. */
class MalformedMessage extends Error {}

/** A received command, undecoded: its body and the document sequences beside it. */
export interface Request {
  id: number;
  legacy: boolean;
  /** False for an unacknowledged write (`w: 0`). */
  wantsReply: boolean;
  body: Raw;
  sequences: Map<string, Raw[]>;
}

/** Splits the bytes of a socket into messages. */
export class MessageBuffer {
  private parts: Buffer[] = [];
  private held = 0;

  *push(chunk: Buffer): Generator<Buffer> {
    this.parts.push(chunk);
    this.held += chunk.length;
    while (this.held >= 4) {
      const length = this.peekLength();
      if (length < headerBytes || length > maxMessageBytes)
        throw new MalformedMessage(`message length ${length}`);
      if (this.held < length) return;
      const bytes = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
      if (!bytes) return;
      this.parts = bytes.length > length ? [bytes.subarray(length)] : [];
      this.held -= length;
      yield bytes.subarray(0, length);
    }
  }

  private peekLength(): number {
    if ((this.parts[0]?.length ?? 0) < 4) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0]?.readInt32LE(0) ?? 0;
  }
}

/** The document that starts at `at`. @throws MalformedMessage where its length is invalid */
function documentAt(message: Buffer, at: number, end: number): Buffer {
  if (at + 5 > end) throw new MalformedMessage('document is cut short');
  const length = message.readInt32LE(at);
  if (length < 5 || at + length > end || message[at + length - 1] !== 0)
    throw new MalformedMessage(`document length ${length}`);
  return message.subarray(at, at + length);
}

export function parseMessage(message: Buffer): Request {
  const opcode = message.readInt32LE(12);
  if (opcode === opcodes.msg) return parseMsg(message);
  if (opcode === opcodes.query) return parseQuery(message);
  throw new MalformedMessage(`opcode ${opcode}`);
}

function parseMsg(message: Buffer): Request {
  if (message.length < headerBytes + 4) throw new MalformedMessage('flags are missing');
  const bits = message.readUInt32LE(headerBytes);
  // The lower 16 flags are required: a server refuses unknown flags.
  if ((bits & 0xffff & ~(flags.checksumPresent | flags.moreToCome)) !== 0)
    throw new MalformedMessage('unknown required flag');
  const end = message.length - (bits & flags.checksumPresent ? 4 : 0);
  const sequences = new Map<string, Raw[]>();
  let body: Raw | undefined;
  let at = headerBytes + 4;
  while (at < end) {
    const kind = message[at++];
    if (kind === 0) {
      if (body) throw new MalformedMessage('body appears twice');
      body = documentAt(message, at, end);
      at += body.length;
    } else if (kind === 1) {
      if (at + 4 > end) throw new MalformedMessage('sequence is cut short');
      const stop = at + message.readInt32LE(at);
      const nameEnd = message.indexOf(0, at + 4);
      if (stop > end || nameEnd < 0 || nameEnd >= stop) throw new MalformedMessage('sequence is cut short');
      const documents: Raw[] = [];
      for (let next = nameEnd + 1; next < stop;) {
        const document = documentAt(message, next, stop);
        documents.push(document);
        next += document.length;
      }
      sequences.set(message.toString('utf8', at + 4, nameEnd), documents);
      at = stop;
    } else throw new MalformedMessage(`section kind ${kind}`);
  }
  if (!body) throw new MalformedMessage('body is missing');
  return {
    id: message.readInt32LE(4),
    legacy: false,
    wantsReply: (bits & flags.moreToCome) === 0,
    body,
    sequences,
  };
}

/** Reads an OP_QUERY on `admin.$cmd`, in which drivers send their first hello. */
function parseQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  if (nameEnd < 0) throw new MalformedMessage('collection name is missing');
  const body = documentAt(message, nameEnd + 9, message.length);
  return { id: message.readInt32LE(4), legacy: true, wantsReply: true, body, sequences: new Map() };
}

let nextReplyId = 1;

function header(length: number, responseTo: number, opcode: number): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE((nextReplyId = (nextReplyId + 1) & 0x7fffffff), 4);
  bytes.writeInt32LE(responseTo, 8);
  bytes.writeInt32LE(opcode, 12);
  return bytes;
}

export function formatReply(request: Request, body: Raw): Buffer {
  if (request.legacy) {
    // Flags, cursor id, starting position, number of documents (1).
    const prefix = Buffer.alloc(20);
    prefix.writeInt32LE(8, 0);
    prefix.writeInt32LE(1, 16);
    return Buffer.concat([header(headerBytes + 20 + body.length, request.id, opcodes.reply), prefix, body]);
  }
  return Buffer.concat([
    header(headerBytes + 5 + body.length, request.id, opcodes.msg),
    Buffer.alloc(5),
    body,
  ]);
}

/** The plain form of a command's body. */
export function decodeBody(body: Raw): Doc {
  return deserialize(body, { promoteBuffers: false });
}

/** The typed form of a command, with its sequences as arrays. */
export function decodeTypedRequest(request: Request): Doc {
  const body = decodeTyped(request.body);
  for (const [name, documents] of request.sequences) body[name] = documents.map(decodeTyped);
  return body;
}

/** The raw documents of an insert, from its sequence or its body. */
export function rawDocuments(request: Request, field: string): Raw[] {
  const sequence = request.sequences.get(field);
  if (sequence) return sequence;
  const body: Doc = deserialize(request.body, { fieldsAsRaw: { [field]: true } });
  const documents = body[field];
  return Array.isArray(documents) ? documents.filter((one) => one instanceof Uint8Array) : [];
}

/** Encodes a cursor's reply around raw documents, without decoding them. */
export function encodeCursorReply(batchName: string, batch: readonly Raw[], cursor: Doc, rest: Doc): Raw {
  let batchBytes = 5;
  for (const [at, raw] of batch.entries()) batchBytes += 2 + String(at).length + raw.length;
  const cursorStart = serialize(cursor);
  const tail = serialize(rest);
  const nameBytes = Buffer.byteLength(batchName) + 2;
  const cursorBytes = cursorStart.length + nameBytes + batchBytes;
  const reply = Buffer.allocUnsafe(4 + 8 + cursorBytes + tail.length - 4);
  let at = reply.writeInt32LE(reply.length, 0);
  at += reply.write('\x03cursor\0', at, 'latin1');
  at = reply.writeInt32LE(cursorBytes, at);
  reply.set(cursorStart.subarray(4, -1), at);
  at += cursorStart.length - 5;
  at += reply.write(`\x04${batchName}\0`, at, 'latin1');
  at = reply.writeInt32LE(batchBytes, at);
  for (const [position, raw] of batch.entries()) {
    at += reply.write(`\x03${position}\0`, at, 'latin1');
    reply.set(raw, at);
    at += raw.length;
  }
  reply[at++] = 0;
  reply[at++] = 0;
  reply.set(tail.subarray(4), at);
  return reply;
}
