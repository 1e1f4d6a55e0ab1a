import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';

describe('pages', () => {
  const graph = useLibrary();

  describe.each([
    ['Apollo Sandbox', '/graphql'],
    ['GraphiQL', '/graphiql'],
  ])('%s', (_name, path) => {
    const get = (headers: Record<string, string> = {}) =>
      request(`${graph.router.url}${path}`, { headers: { accept: 'text/html', ...headers } });
    const etagOf = (headers: Record<string, unknown>) => String(headers['etag']);

    it('cannot be framed, and its type cannot be guessed', async () => {
      const { headers, body } = await get();
      await body.dump();

      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).toContain('script-src ');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
    });

    it.each(['br', 'gzip'])('is sent in %s, with an ETag of its own', async (encoding) => {
      const plain = await get();
      const compressed = await get({ 'accept-encoding': encoding });
      const [all, fewer] = [await plain.body.bytes(), await compressed.body.bytes()];

      expect(compressed.headers['content-encoding']).toBe(encoding);
      expect(fewer.length).toBeLessThan(all.length);
      expect(etagOf(compressed.headers)).not.toBe(etagOf(plain.headers));
    });

    it('If-None-Match with its ETag: 304 without a body', async () => {
      const first = await get();
      await first.body.dump();
      const etag = etagOf(first.headers);
      const known = await get({ 'if-none-match': `"other", W/${etag}` });
      const other = await get({ 'if-none-match': '"other"' });
      await other.body.dump();

      expect([known.statusCode, other.statusCode]).toEqual([304, 200]);
      expect(await known.body.text()).toBe('');
      expect(etagOf(known.headers)).toBe(etag);
    });
  });
});
