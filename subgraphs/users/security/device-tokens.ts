import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../../platform/clock.ts';
import { clockToleranceSeconds } from '../../../platform/identity.ts';
import type { UsersConfig } from '../config.ts';
import type { PublishedKey } from './access-tokens.ts';
import { accountHash } from './account-hash.ts';

/**
 * Device cookies as OWASP describes them, as a token: a device that has signed in to an account before has attempt limits
 * of its own, so that an attacker elsewhere cannot lock it out.
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export interface DeviceTokens {
  /** @param deviceId null for a device that is not known yet */
  issue(account: string, deviceId: string | null): Promise<string>;
  /** The device's id; null unless the token was issued for this account and has not expired. */
  verify(deviceToken: string | null, account: string): Promise<string | null>;
}

const algorithm = 'EdDSA';
/** An explicit type keeps other tokens from passing as device tokens (RFC 8725, section 3.11). */
const tokenType = 'wayfare-device+jwt';
const audience = 'sign-in';
const lifetimeSeconds = 365 * 24 * 60 * 60;
const maxLength = 1_024;

/** @param options.keys those of access tokens: the first signs, and all verify */
export async function createDeviceTokens(options: {
  keys: UsersConfig['ACCESS_TOKEN_KEYS'];
  keySet: { keys: PublishedKey[] };
  issuer: string;
  clock: Clock;
}): Promise<DeviceTokens> {
  const { keys, issuer, clock } = options;
  const [signing] = keys;
  if (signing === undefined) throw new Error('expected at least one signing key for device tokens');
  const key = await importJWK(signing, algorithm);
  const publicKeys = createLocalJWKSet(options.keySet);
  return {
    issue(account, deviceId) {
      const issuedAt = Math.floor(clock().getTime() / 1_000);
      return new SignJWT()
        .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: signing.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(accountHash(account))
        .setJti(deviceId ?? randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(key);
    },

    async verify(deviceToken, account) {
      if (deviceToken === null || deviceToken.length > maxLength) return null;
      try {
        const { payload } = await jwtVerify(deviceToken, publicKeys, {
          ...{ algorithms: [algorithm], typ: tokenType, issuer, audience },
          subject: accountHash(account),
          requiredClaims: ['exp', 'jti'],
          clockTolerance: clockToleranceSeconds,
          currentDate: clock(),
        });
        return payload.jti ?? null;
      } catch {
        // An invalid token is no attack: keys change, and tokens expire.
        return null;
      }
    },
  };
}
