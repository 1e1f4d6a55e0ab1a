import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { getIntrospectionQuery } from 'graphql';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';

describe('HTTP compression', () => {
  const graph = useLibrary({ LIMIT_BODY_BYTES: '50000' });

  const large = JSON.stringify({ query: getIntrospectionQuery() });
  const small = JSON.stringify({ query: '{ __typename }' });

  /** Without a client that decompresses by itself. */
  async function post(body: string | Buffer, headers: Record<string, string>, path = '/graphql') {
    const response = await request(`${graph.router.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { ...response, bytes: Buffer.from(await response.body.arrayBuffer()) };
  }

  it.each([
    ['gzip', 'gzip', gunzipSync],
    ['br', 'br', brotliDecompressSync],
    ['gzip, deflate, br', 'gzip', gunzipSync],
    ['gzip;q=0.5, br', 'br', brotliDecompressSync],
    ['*', 'gzip', gunzipSync],
  ])('large responses follow Accept-Encoding: %s', async (accepted, encoding, decompress) => {
    const plain = await post(large, {});
    const { headers, bytes } = await post(large, { 'accept-encoding': accepted });

    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toBe('accept-encoding');
    expect(Number(headers['content-length'])).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(plain.bytes.length / 3);
    expect(decompress(bytes).equals(plain.bytes)).toBe(true);
  });

  it.each([
    {},
    { 'accept-encoding': 'identity' },
    { 'accept-encoding': 'gzip;q=0' },
    { 'accept-encoding': 'zstd' },
  ])('no response compression for %j', async (headers) => {
    const answer = await post(large, headers);

    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(answer.bytes.toString())).toHaveProperty('data.__schema');
  });

  it('small responses are not compressed', async () => {
    const { headers } = await post(small, { 'accept-encoding': 'gzip, br' });

    expect(headers).not.toHaveProperty('content-encoding');
  });

  it('event streams are not compressed', async () => {
    const { headers, bytes } = await post(
      large,
      { 'accept-encoding': 'gzip, br', accept: 'text/event-stream' },
      '/graphql/stream',
    );

    expect(headers['content-encoding'] ?? '').not.toMatch(/gzip|br/);
    expect(bytes.toString()).toContain('event: next');
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('a request body encoded as %s is decoded', async (encoding, compress: (text: string) => Buffer) => {
    const { bytes } = await post(compress(small), { 'content-encoding': encoding });

    expect(JSON.parse(bytes.toString())).toEqual({ data: { __typename: 'Query' } });
  });

  const bomb = Buffer.alloc(20_000_000, ' ');
  it.each([
    ['exceeds the limit when decompressed', 'gzip', gzipSync(bomb), 413, 'OPERATION_TOO_LARGE'],
    ['exceeds the limit when decompressed', 'br', brotliCompressSync(bomb), 413, 'OPERATION_TOO_LARGE'],
    ['is not compressed', 'gzip', small, 400, 'BAD_REQUEST'],
    ['is not compressed', 'br', small, 400, 'BAD_REQUEST'],
    ['is truncated', 'gzip', gzipSync(small).subarray(0, -4), 400, 'BAD_REQUEST'],
    ['has an unknown encoding', 'zstd', small, 415, 'BAD_REQUEST'],
    ['has an encoding named like an Object property', 'constructor', small, 415, 'BAD_REQUEST'],
    ['is compressed twice', 'gzip, gzip', gzipSync(gzipSync(small)), 415, 'BAD_REQUEST'],
  ])('a request body that %s (%s) is refused', async (_name, encoding, body, status, code) => {
    const { statusCode, bytes } = await post(body, { 'content-encoding': encoding });

    expect(statusCode).toBe(status);
    expect(JSON.parse(bytes.toString())).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});
