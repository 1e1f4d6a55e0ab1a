import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../kit/eventually.ts';
import { startHttpServer } from '../../../kit/http-server.ts';
import {
  closing,
  expectCannotVerify,
  issuer,
  query,
  readiness,
  startRouter,
  untilReady,
} from './jwks-world.ts';

describe('JWKS', () => {
  it('an unknown key id refetches the JWKS; known keys survive its outage', async () => {
    let aheadMs = 0;
    const router = await startRouter(issuer.settings, () => new Date(Date.now() + aheadMs));
    await untilReady(router);
    const aMinuteLater = () => (aheadMs += 60_000);
    const ask = async () => (await router.ask(query, { token: await issuer.token('usr_ada') })).status;

    expect(await ask()).toBe(200);
    await issuer.rotateKey();
    aMinuteLater();
    expect(await ask()).toBe(200);
    const asked = issuer.jwksRequests();
    await issuer.stop();
    aMinuteLater();
    expect(await ask()).toBe(200);
    // The publisher may have rotated to this key.
    await expectCannotVerify(router, await issuer.token('usr_ada', { kid: 'new' }));
    await expectCannotVerify(router, await issuer.token('usr_ada', { kid: 'new' }));
    expect(issuer.jwksRequests()).toBe(asked);
  });

  it('a refetch whose connection is reset is retried', async () => {
    const keys = [issuer.publicKey()];
    let resets = 0;
    const publisher = await startHttpServer((_request, response) => {
      resets -= 1;
      if (resets >= 0) response.destroy();
      else response.end(JSON.stringify({ keys }));
    });
    closing.push(() => publisher.stop());
    let aheadMs = 0;
    const router = await startRouter(
      { JWKS_URL: `${publisher.origin}/` },
      () => new Date(Date.now() + aheadMs),
    );
    await untilReady(router);
    await issuer.rotateKey();
    keys.push(issuer.publicKey());
    resets = 2;
    aheadMs = 60_000;

    expect((await router.ask(query, { token: await issuer.token('usr_ada') })).status).toBe(200);
  });

  it('a clock that goes back delays no fetch', async () => {
    let aheadMs = 3_600_000;
    const router = await startRouter(issuer.settings, () => new Date(Date.now() + aheadMs));
    await untilReady(router);
    aheadMs = 0;
    await issuer.rotateKey();
    expect((await router.ask(query, { token: await issuer.token('usr_ada') })).status).toBe(200);
  });

  it('JWKS never fetched: not ready, naming the keys; tokens get a retryable error until the publisher answers', async () => {
    const token = await issuer.token('usr_ada');
    await issuer.stop();
    const router = await startRouter(issuer.settings);

    expect(await readiness(router)).toEqual({
      status: 'waiting',
      for: [`the keys of access tokens (JWKS_URL ${issuer.settings['JWKS_URL'] ?? ''})`],
    });
    await expectCannotVerify(router, token);
    expect((await router.ask(query)).status).toBe(200);

    await issuer.start();
    await untilReady(router);
    expect((await router.ask(query, { token })).status).toBe(200);
  });

  it('JWKS never fetched: however many tokens arrive, the publisher is asked with growing delays', async () => {
    let asked = 0;
    const publisher = await startHttpServer((_request, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    closing.push(() => publisher.stop());
    const router = await startRouter({ JWKS_URL: `${publisher.origin}/` });
    const token = await issuer.token('usr_ada');
    for (let times = 0; times < 50; times += 1) await expectCannotVerify(router, token);
    expect(asked).toBeLessThan(20);
    expect(router.logs.join('').match(/JWKS fetch failed/g)).toHaveLength(1);
  });

  it('an empty key set: the keys before stay', async () => {
    let keys = [issuer.publicKey()];
    const publisher = await startHttpServer((_request, response) => {
      response.end(JSON.stringify({ keys }));
    });
    closing.push(() => publisher.stop());
    let aheadMs = 0;
    const router = await startRouter(
      { JWKS_URL: `${publisher.origin}/` },
      () => new Date(Date.now() + aheadMs),
    );
    await untilReady(router);
    const token = await issuer.token('usr_ada');
    keys = [];
    aheadMs = 400_000;
    for (let times = 0; times < 2; times += 1) {
      expect((await router.ask(query, { token })).status).toBe(200);
    }
    await eventually(() => {
      expect(router.logs.join('')).toContain('JWKS fetch failed');
    });
    expect((await router.ask(query, { token })).status).toBe(200);
  });
});

describe('JWKS_FILE', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wayfare-jwks-'));
    closing.push(() => rm(directory, { recursive: true }));
  });

  async function fileWith(content: unknown): Promise<Record<string, string>> {
    const path = join(directory, 'jwks.json');
    await writeFile(path, JSON.stringify(content));
    return { JWKS_FILE: path };
  }

  it('a router that starts without the publisher verifies with the keys of the file', async () => {
    const token = await issuer.token('usr_ada');
    await issuer.stop();
    const file = await fileWith({ keys: [issuer.publicKey()] });
    for (const settings of [file, { ...issuer.settings, ...file }]) {
      const router = await startRouter(settings);
      expect(await readiness(router)).toEqual({ status: 'ok' });
      expect((await router.ask(query, { token })).status).toBe(200);
    }
  });

  it('without JWKS_URL, a token with an unknown key is refused', async () => {
    const router = await startRouter(await fileWith({ keys: [issuer.publicKey()] }));
    expect((await router.ask(query, { token: await issuer.token('usr_ada', { kid: 'new' }) })).status).toBe(
      401,
    );
  });

  it.each([[{ keys: [] }], ['keys']])('invalid content %j: refused at boot', async (content) => {
    await expect(startRouter(await fileWith(content))).rejects.toThrow(
      'JWKS_FILE: expected a file with a JSON Web Key Set',
    );
  });
});
