import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { BrotliOptions, InputType, ZlibOptions } from 'node:zlib';
import Negotiator from 'negotiator';

const brotlied = promisify<InputType, BrotliOptions, Buffer>(brotliCompress);
const gzipped = promisify<InputType, ZlibOptions, Buffer>(gzip);

/** Below this, an answer fits in a packet either way. */
const smallestBytes = 1_400;
/** Answers are made for one client and once: fast is better than small. */
const gzipLevel = 3;
const brotliQuality = 1;
/** Best first, for who takes any: up to 64 KB, gzip takes half of brotli's time for hardly more bytes. */
const encodings = ['gzip', 'br', 'identity'];

/**
 * Compresses an answer as its client accepts it.
 * @param accepted the request's `Accept-Encoding`
 * @returns null where it is to be sent as it is
 */
export function compressResponse(
  text: string,
  accepted: string | undefined,
): Promise<{ encoding: 'br' | 'gzip'; bytes: Buffer }> | null {
  if (accepted === undefined || text.length < smallestBytes) return null;
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
