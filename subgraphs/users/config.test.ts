import { describe, expect, it } from 'vitest';
import { parseUsersConfig } from './config.ts';

// The key of RFC 8037, appendix A.1.
const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const key = { kty: 'OKP', crv: 'Ed25519', x, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', kid: 'one' };
const settings = {
  MONGODB_URL: 'mongodb://127.0.0.1:27017',
  REDIS_URL: 'redis://127.0.0.1:6379',
  TRUSTED_CALLERS: JSON.stringify([
    { kind: 'router', name: 'router', publicKey: { kty: 'OKP', crv: 'Ed25519', x } },
  ]),
  ACCESS_TOKEN_KEYS: JSON.stringify([key]),
};

describe('the users settings', () => {
  it('require stores, callers and keys, and default the rest', () => {
    expect(parseUsersConfig(settings)).toMatchObject({
      PORT: 4001,
      MONGODB_DATABASE: 'wayfare_users',
      ACCESS_TOKEN_TTL_SECONDS: 900,
      REFRESH_TOKEN_TTL_SECONDS: 2_592_000,
    });
  });

  it('report every invalid setting at once', () => {
    const faulty = {
      ...settings,
      MONGODB_URL: undefined,
      ACCESS_TOKEN_KEYS: JSON.stringify([key, key]),
      SIGN_IN_ATTEMPTS_PER_ACCOUNT: '0',
    };
    const parse = () => parseUsersConfig(faulty);
    expect(parse).toThrow('MONGODB_URL');
    expect(parse).toThrow('ACCESS_TOKEN_KEYS: expected each key id once');
    expect(parse).toThrow('SIGN_IN_ATTEMPTS_PER_ACCOUNT');
  });
});
