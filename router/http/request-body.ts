import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { BrotliOptions, InputType, ZlibOptions } from 'node:zlib';

/** A request that is refused before anybody looks at the operation in it. */
export class RequestRefused extends Error {
  readonly status: number;
  /** Names and values, by turns. */
  readonly headers: readonly string[];
  constructor(status: number, message: string, headers: readonly string[] = []) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

type Inflate = (data: InputType, options: ZlibOptions & BrotliOptions) => Promise<Buffer>;

const inflaters: Readonly<Record<string, Inflate>> = {
  gzip: promisify<InputType, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<InputType, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<InputType, ZlibOptions, Buffer>(inflate),
  br: promisify<InputType, BrotliOptions, Buffer>(brotliDecompress),
};

/** `application/json`, in the one encoding that JSON has between systems (RFC 8259, section 8.1). */
const jsonType = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i;

/**
 * Reads a body of JSON.
 * @param limitBytes the largest body taken, compressed or not
 * @returns undefined where the client left before it had sent it
 * @throws RequestRefused with status 400, 413 or 415
 */
export function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = request.headers;
  if (type === undefined || (type !== 'application/json' && !jsonType.test(type.trim()))) {
    const found = type === undefined ? 'none' : type.slice(0, 100);
    return Promise.reject(
      new RequestRefused(415, `Content-Type: expected application/json (in UTF-8), got ${found}.`),
    );
  }
  if (length !== undefined && Number(length) > limitBytes) return Promise.reject(tooLarge(limitBytes));
  const body = readBytes(request, limitBytes);
  if (encoding === undefined || encoding === 'identity') return body.then(parseJson);
  return body.then((bytes) => inflated(bytes, encoding, limitBytes)).then(parseJson);
}

function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        request.removeAllListeners('data');
        reject(tooLarge(limitBytes));
      } else if (first === undefined) first = chunk;
      else if (more === undefined) more = [first, chunk];
      else more.push(chunk);
    });
    request.on('end', () => {
      resolve(more === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(more));
    });
    const left = () => {
      resolve(null);
    };
    request.on('error', left);
    request.on('close', left);
  });
}

async function inflated(bytes: Buffer | null, encoding: string, limitBytes: number): Promise<Buffer | null> {
  if (bytes === null) return null;
  const inflate = Object.hasOwn(inflaters, encoding.toLowerCase())
    ? inflaters[encoding.toLowerCase()]
    : undefined;
  if (inflate === undefined) {
    throw new RequestRefused(
      415,
      `Content-Encoding: expected gzip, deflate, br or none, got ${encoding.slice(0, 100)}.`,
    );
  }
  try {
    return await inflate(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limitBytes);
    throw new RequestRefused(
      400,
      `The body is not what its Content-Encoding says: ${encoding.slice(0, 100)}.`,
    );
  }
}

function parseJson(bytes: Buffer | null): unknown {
  if (bytes === null) return undefined;
  if (!isUtf8(bytes)) throw new RequestRefused(400, 'The body is not UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RequestRefused(400, 'The body is not JSON.');
  }
}

function tooLarge(limitBytes: number): RequestRefused {
  return new RequestRefused(413, `The request is larger than ${limitBytes} bytes.`);
}
