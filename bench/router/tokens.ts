import { writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** More than requests in flight: no two of them have the same user. */
export const users = 2_048;

const lifetimeSeconds = 24 * 60 * 60;

/**
 * Signs an access token for each user.
 * @param jwksPath for the key set that verifies them
 */
export async function signTokens(jwksPath: string): Promise<string[]> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const kid = 'bench';
  await writeFile(
    jwksPath,
    JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }] }),
  );
  const now = Math.floor(Date.now() / 1_000);
  return Promise.all(
    Array.from({ length: users }, (_user, index) =>
      new SignJWT({ iss: 'wayfare', aud: 'wayfare-graph', sub: `usr_${index}`, jti: `token-${index}` })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey),
    ),
  );
}
