import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { ed25519PrivateKey } from '../platform/config.ts';
import type { TrustedCaller } from '../platform/config.ts';

const accessTokenKey = ed25519PrivateKey.safeExtend({ kid: z.string() });
const keysShape = z.object({
  router: ed25519PrivateKey,
  reservations: ed25519PrivateKey,
  accessTokens: z.array(accessTokenKey).min(1),
});

/** The private keys of an installation: for the callers of subgraphs and for access tokens. */
export type Keys = z.infer<typeof keysShape>;

/** The root fields of the orders subgraph that the reservations saga may call. */
const sagaOperations = ['payOrder', 'cancelOrder', 'refundOrder'];

/** Creates an Ed25519 key (RFC 8037) for each signer. */
export async function generateKeys(): Promise<Keys> {
  const [router, reservations, forTokens] = await Promise.all([newKey(), newKey(), newKey()]);
  return {
    router,
    reservations,
    accessTokens: [{ ...forTokens, kid: await calculateJwkThumbprint(forTokens) }],
  };
}

/**
 * Reads the keys of a file. The first start creates it, so that sessions outlive a restart of the stack.
 * @throws Error where the file has different content
 */
export async function loadKeys(path: string): Promise<Keys> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const keys = await generateKeys();
    await mkdir(dirname(path), { recursive: true });
    // Renamed into place: a launcher killed here leaves no half file, which would refuse every later start.
    const part = `${path}.part`;
    await writeFile(part, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
    await rename(part, path);
    return keys;
  }
  await chmod(path, 0o600);
  try {
    return keysShape.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${path} does not contain Wayfare's keys: delete the file to create new keys (sessions then end)`,
      { cause: error },
    );
  }
}

/** The callers that a subgraph trusts: the router, and for orders the saga. */
export function trustedCallers(keys: Keys, subgraph: string): TrustedCaller[] {
  const router: TrustedCaller = { kind: 'router', name: 'router', publicKey: publicPart(keys.router) };
  if (subgraph !== 'orders') return [router];
  const publicKey = publicPart(keys.reservations);
  return [router, { kind: 'service', name: 'reservations', publicKey, operations: sagaOperations }];
}

function publicPart({ kty, crv, x }: Keys['router']) {
  return { kty, crv, x };
}

async function newKey() {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(privateKey);
  return { kty: 'OKP' as const, crv: 'Ed25519' as const, x, d };
}
