import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { BrotliOptions, InputType, ZlibOptions } from 'node:zlib';
import Negotiator from 'negotiator';

const brotlied = promisify<InputType, BrotliOptions, Buffer>(brotliCompress);
const gzipped = promisify<InputType, ZlibOptions, Buffer>(gzip);

/** A shorter response fits into a packet. */
const minBytes = 1_400;
/** Fast: each response is sent once. */
const gzipLevel = 3;
const brotliQuality = 1;
/** By preference. Up to 64 KB, gzip takes half of brotli's time for few more bytes. */
const encodings = ['gzip', 'br', 'identity'];

/**
 * @param accepted the `Accept-Encoding` header
 * @returns null if the response is sent uncompressed
 */
export function compressResponse(
  text: string,
  accepted: string | undefined,
): Promise<{ encoding: 'br' | 'gzip'; bytes: Buffer }> | null {
  if (accepted === undefined || text.length < minBytes) return null;
  const encoding = new Negotiator({ headers: { 'accept-encoding': accepted } }).encoding(encodings);
  if (encoding === 'br') {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    };
    return brotlied(text, { params }).then((bytes) => ({ encoding, bytes }));
  }
  if (encoding !== 'gzip') return null;
  return gzipped(text, { level: gzipLevel }).then((bytes) => ({ encoding, bytes }));
}
