import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { anonymous, createCallerSigner, createCallerVerifier } from './identity.ts';
import { createLogger } from './log.ts';

const now = new Date('2031-05-10T12:00:00Z');
const clockAt = (seconds: number) => () => new Date(now.getTime() + seconds * 1_000);

async function routerAndSubgraph() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(privateKey);
  const publicKey = { kty: 'OKP' as const, crv: 'Ed25519' as const, x };
  const key = { ...publicKey, d };
  const lines: string[] = [];
  const verifier = await createCallerVerifier({
    audience: 'orders',
    trusted: [{ kind: 'router', name: 'router', publicKey }],
    clock: clockAt(0),
    logger: createLogger('orders', 'info', { write: (line) => void lines.push(line) }),
  });
  const signedAt = async (seconds: number, audience = 'orders') => {
    const signer = await createCallerSigner({ name: 'router', key, clock: clockAt(seconds) });
    return signer.sign(anonymous, audience, 'request-1');
  };
  return { key, lines, verifier, signedAt };
}

describe('caller assertions', () => {
  it.each([30, 6, 0, -36, -59])('are accepted from a signer whose clock is %d s ahead', async (seconds) => {
    const { verifier, signedAt } = await routerAndSubgraph();
    const assertion = await verifier.verify(await signedAt(seconds));
    expect(assertion).toMatchObject({ caller: anonymous, requestId: 'request-1' });
  });

  it.each([
    [300, 'The clock of router is about 300 s ahead of the clock of orders'],
    [-300, 'The clock of router is about 300 s behind the clock of orders'],
  ])('are refused from a signer %d s ahead, without signing clients out', async (seconds, message) => {
    const { lines, verifier, signedAt } = await routerAndSubgraph();
    for (let request = 0; request < 3; request += 1) {
      await expect(verifier.verify(await signedAt(seconds))).rejects.toMatchObject({
        message: expect.stringContaining(message) as unknown,
        extensions: { code: 'CALLER_REFUSED' },
      });
    }
    expect(lines.filter((line) => line.includes(message))).toHaveLength(1);
    await verifier.verify(await signedAt(0));
    expect(lines.at(-1)).toContain('caller assertion accepted again');
  });

  it('are refused for another subgraph, and where they are missing', async () => {
    const { verifier, signedAt } = await routerAndSubgraph();
    const refused = { extensions: { code: 'CALLER_REFUSED' } };
    await expect(verifier.verify(await signedAt(0, 'users'))).rejects.toMatchObject(refused);
    await expect(verifier.verify('no token')).rejects.toMatchObject(refused);
    await expect(verifier.verify(undefined)).rejects.toMatchObject(refused);
  });

  it('are refused with a lifetime above 60 s', async () => {
    const { key, verifier, signedAt } = await routerAndSubgraph();
    const { iat = 0, ...claims } = decodeJwt(await signedAt(0));
    const signedFor = async (seconds: number) =>
      new SignJWT({ ...claims, iat, exp: iat + seconds })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'wayfare-caller+jwt', kid: 'router' })
        .sign(await importJWK(key, 'EdDSA'));
    await verifier.verify(await signedFor(60));
    await expect(verifier.verify(await signedFor(61))).rejects.toMatchObject({
      extensions: { code: 'CALLER_REFUSED' },
    });
  });
});
