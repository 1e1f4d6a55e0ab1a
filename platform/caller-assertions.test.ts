import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { checkBody, createCallerSigner, createCallerVerifier } from './caller-assertions.ts';
import { anonymous } from './identity.ts';
import { createLogger } from './log.ts';

const now = new Date('2031-05-10T12:00:00Z');
const clockAt = (seconds: number) => () => new Date(now.getTime() + seconds * 1_000);

const body = '{"query":"{ me { id } }"}';

async function newKey() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(privateKey);
  const publicKey = { kty: 'OKP' as const, crv: 'Ed25519' as const, x };
  return { publicKey, key: { ...publicKey, d } };
}

async function routerAndSubgraph() {
  const { publicKey, key } = await newKey();
  const lines: string[] = [];
  const verifier = await createCallerVerifier({
    audience: 'orders',
    trusted: [{ kind: 'router', name: 'router', publicKey }],
    clock: clockAt(0),
    logger: createLogger('orders', 'info', { write: (line) => void lines.push(line) }),
  });
  const signedAt = async (seconds: number, audience = 'orders') => {
    const signer = await createCallerSigner({ name: 'router', key, clock: clockAt(seconds) });
    return signer.sign(anonymous, audience, { requestId: 'request-1', body });
  };
  return { key, lines, verifier, signedAt };
}

describe('caller assertions', () => {
  it.each([30, 6, 0, -36, -59])('are accepted from a signer whose clock is %d s ahead', async (seconds) => {
    const { verifier, signedAt } = await routerAndSubgraph();
    const assertion = await verifier.verify(await signedAt(seconds), 'POST');
    expect(assertion).toMatchObject({ caller: anonymous, requestId: 'request-1' });
  });

  it.each([
    [300, 'The clock of router is about 300 s ahead of the clock of orders'],
    [-300, 'The clock of router is about 300 s behind the clock of orders'],
  ])('are refused from a signer %d s ahead, without signing clients out', async (seconds, message) => {
    const { lines, verifier, signedAt } = await routerAndSubgraph();
    for (let request = 0; request < 3; request += 1) {
      await expect(verifier.verify(await signedAt(seconds), 'POST')).rejects.toMatchObject({
        message: expect.stringContaining(message) as unknown,
        extensions: { code: 'CALLER_REFUSED' },
      });
    }
    expect(lines.filter((line) => line.includes(message))).toHaveLength(1);
    await verifier.verify(await signedAt(0), 'POST');
    expect(lines.at(-1)).toContain('caller assertion accepted again');
  });

  it('are refused for another subgraph, and where they are missing', async () => {
    const { verifier, signedAt } = await routerAndSubgraph();
    const refused = { extensions: { code: 'CALLER_REFUSED' } };
    await expect(verifier.verify(await signedAt(0, 'users'), 'POST')).rejects.toMatchObject(refused);
    await expect(verifier.verify('no token', 'POST')).rejects.toMatchObject(refused);
    await expect(verifier.verify(undefined, 'POST')).rejects.toMatchObject(refused);
  });

  it('are refused with a lifetime above 60 s', async () => {
    const { key, verifier, signedAt } = await routerAndSubgraph();
    const assertion = await signedAt(0);
    const { iat = 0, ...claims } = decodeJwt(assertion);
    const { kid = '' } = decodeProtectedHeader(assertion);
    const signedFor = async (seconds: number) =>
      new SignJWT({ ...claims, iat, exp: iat + seconds })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'wayfare-caller+jwt', kid })
        .sign(await importJWK(key, 'EdDSA'));
    await verifier.verify(await signedFor(60), 'POST');
    await expect(verifier.verify(await signedFor(61), 'POST')).rejects.toMatchObject({
      extensions: { code: 'CALLER_REFUSED' },
    });
  });

  it('are bound to the method and the body of their request', async () => {
    const { verifier, signedAt } = await routerAndSubgraph();
    const header = await signedAt(0);
    const assertion = await verifier.verify(header, 'POST');
    expect(() => {
      checkBody(assertion, Buffer.from(body));
    }).not.toThrow();
    expect(() => {
      checkBody(assertion, body.replace('me', 'users'));
    }).toThrow('another request body');
    await expect(verifier.verify(header, 'GET')).rejects.toMatchObject({
      extensions: { code: 'CALLER_REFUSED' },
    });
  });

  it('are accepted with each key of a caller during a rotation, and with no key of another', async () => {
    const [previous, current, next, foreign] = await Promise.all([newKey(), newKey(), newKey(), newKey()]);
    const verifier = await createCallerVerifier({
      audience: 'orders',
      trusted: [
        {
          ...{ kind: 'router', name: 'router', publicKey: current.publicKey },
          otherPublicKeys: [previous.publicKey, next.publicKey],
        },
        { kind: 'router', name: 'another', publicKey: foreign.publicKey },
      ],
      clock: clockAt(0),
    });
    const signedWith = async ({ key }: typeof current) => {
      const signer = await createCallerSigner({ name: 'router', key, clock: clockAt(0) });
      return signer.sign(anonymous, 'orders', { requestId: 'request-1', body });
    };
    for (const key of [previous, current, next]) {
      expect(await verifier.verify(await signedWith(key), 'POST')).toMatchObject({ caller: anonymous });
    }
    await expect(verifier.verify(await signedWith(foreign), 'POST')).rejects.toMatchObject({
      extensions: { code: 'CALLER_REFUSED' },
    });
  });
});
