import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { BrotliOptions, InputType, ZlibOptions } from 'node:zlib';
import { GraphQLError } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/errors.ts';
import type { BufferedBytes } from '../guard/buffered-bytes.ts';

/** The request is refused before its operation is parsed. */
export class RequestError extends Error {
  readonly status: number;
  /** Alternating names and values. */
  readonly headers: readonly string[];
  /** Undefined for an error of HTTP: its status determines the code. */
  readonly error: GraphQLError | undefined;

  constructor(status: number, message: string, headers: readonly string[] = [], error?: GraphQLError) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.error = error;
  }
}

/** As Apollo Server reads it. */
interface ErrorHead {
  status?: number;
  headers?: ReadonlyMap<string, string>;
}

/** @returns null for an error that is no refusal. A refusing GraphQLError has its status in `extensions.http`. */
export function asRequestError(error: unknown): RequestError | null {
  if (error instanceof RequestError) return error;
  if (!(error instanceof GraphQLError)) return null;
  const http = error.extensions.http as unknown as ErrorHead | undefined;
  return new RequestError(http?.status ?? 400, error.message, [...(http?.headers ?? [])].flat(), error);
}

export function requestErrorToGraphql({ status, message, error }: RequestError): GraphQLError {
  return error ?? graphqlError(codes[status] ?? 'BAD_REQUEST', message);
}

const codes: Readonly<Record<number, ErrorCode>> = { 413: 'OPERATION_TOO_LARGE', 429: 'RATE_LIMITED' };

export interface BodyLimits {
  /** Applies to the body both as sent and decompressed. */
  maxBodyBytes: number;
  /** Counts incomplete bodies. */
  buffered: BufferedBytes;
}

type Inflate = (data: InputType, options: ZlibOptions & BrotliOptions) => Promise<Buffer>;

const inflaters: Readonly<Record<string, Inflate>> = {
  gzip: promisify<InputType, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<InputType, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<InputType, ZlibOptions, Buffer>(inflate),
  br: promisify<InputType, BrotliOptions, Buffer>(brotliDecompress),
};

/** JSON between systems is always UTF-8 (RFC 8259, section 8.1). */
const jsonType = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i;

/**
 * @returns undefined if the connection closed before the body was complete
 * @throws RequestError with status 400, 413 or 415
 */
export function readJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = request.headers;
  if (type === undefined || (type !== 'application/json' && !jsonType.test(type.trim()))) {
    const found = type === undefined ? 'no Content-Type' : type.slice(0, 100);
    return Promise.reject(
      new RequestError(415, `Content-Type: expected application/json (in UTF-8), got ${found}.`),
    );
  }
  const { maxBodyBytes } = limits;
  if (length !== undefined && Number(length) > maxBodyBytes) return Promise.reject(tooLarge(maxBodyBytes));
  const body = readBytes(request, limits);
  if (encoding === undefined || encoding === 'identity') return body.then(parseJson);
  return body.then((bytes) => decompress(bytes, encoding, maxBodyBytes)).then(parseJson);
}

function readBytes(request: IncomingMessage, { maxBodyBytes, buffered }: BodyLimits): Promise<Buffer | null> {
  const { socket } = request;
  return new Promise((resolve, reject) => {
    const body = new Body();
    let counted = 0;
    const settle = () => {
      if (counted > 0) buffered.remove(socket, counted);
      counted = 0;
    };
    request.on('data', (chunk: Buffer) => {
      const bytes = body.length + chunk.length;
      if (bytes > maxBodyBytes) {
        request.removeAllListeners('data');
        settle();
        reject(tooLarge(maxBodyBytes));
        return;
      }
      body.add(chunk);
      if (bytes < minCountedBytes) return;
      buffered.add(socket, bytes - counted);
      counted = bytes;
    });
    request.on('end', () => {
      settle();
      resolve(body.bytes());
    });
    const aborted = () => {
      settle();
      resolve(null);
    };
    request.on('error', aborted);
    request.on('close', aborted);
  });
}

/** A smaller body usually arrives whole. */
const minCountedBytes = 16 * 1_024;

/**
 * Copies all chunks but the first into one buffer: a client may send a body byte by byte. A class, because there is one
 * for each request.
 */
class Body {
  length = 0;
  #bytes: Buffer = noBytes;

  add(chunk: Buffer): void {
    const start = this.length;
    this.length += chunk.length;
    if (start === 0) {
      this.#bytes = chunk;
      return;
    }
    if (this.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.length);
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, start);
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}

const noBytes = Buffer.alloc(0);

async function decompress(bytes: Buffer | null, encoding: string, maxBytes: number): Promise<Buffer | null> {
  if (bytes === null) return null;
  const name = encoding.toLowerCase();
  const inflate = Object.hasOwn(inflaters, name) ? inflaters[name] : undefined;
  const shown = encoding.slice(0, 100);
  if (inflate === undefined) {
    throw new RequestError(415, `Content-Encoding: expected gzip, deflate, br or no encoding, got ${shown}.`);
  }
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new RequestError(400, `The body does not match its Content-Encoding: ${shown}.`);
  }
}

function parseJson(bytes: Buffer | null): unknown {
  if (bytes === null) return undefined;
  if (!isUtf8(bytes)) throw new RequestError(400, 'Invalid body: expected UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RequestError(400, 'Invalid body: expected JSON.');
  }
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(413, `The request body is too large: expected at most ${maxBytes} bytes.`);
}
