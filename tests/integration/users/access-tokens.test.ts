import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessTokenKey } from '../../kit/world.ts';
import { newcomer, newEmail, password, session, signIn, startUsersUnderTest } from './accounts.ts';
import type { UsersUnderTest } from './accounts.ts';

describe('access tokens', () => {
  let users: UsersUnderTest;
  beforeAll(async () => {
    const keys = [await accessTokenKey('new'), await accessTokenKey('old')];
    users = await startUsersUnderTest({ ACCESS_TOKEN_KEYS: JSON.stringify(keys) });
  });
  afterAll(() => users.close());

  const keySet = async () => {
    const response = await fetch(`${users.origin}/.well-known/jwks.json`);
    return { response, set: (await response.json()) as JSONWebKeySet };
  };
  const verified = async (token: string) =>
    jwtVerify(token, createLocalJWKSet((await keySet()).set), {
      algorithms: ['EdDSA'],
      issuer: 'wayfare',
      audience: 'wayfare-graph',
      typ: 'at+jwt',
    });

  it('are verified with the published keys, and name the user for 15 minutes', async () => {
    const { accessToken, accessTokenExpiresAt, user } = await newcomer(users.client);
    const { payload, protectedHeader } = await verified(accessToken);
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: 'new' });
    expect(payload).toMatchObject({ sub: user.id, roles: ['CUSTOMER'], jti: expect.any(String) as string });
    expect(payload).not.toHaveProperty('scope');
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(15 * 60);
    expect(new Date(accessTokenExpiresAt ?? '').getTime()).toBe((payload.exp ?? 0) * 1_000);
  });

  it('carry the scope read:any for agents', async () => {
    const email = newEmail();
    const { user } = await newcomer(users.client, { email });
    await users.database
      .collection<{ _id: string }>('users')
      .updateOne({ _id: user.id }, { $set: { roles: ['AGENT'] } });
    const { accessToken } = session(await signIn(users.client, { email, password }));
    expect((await verified(accessToken)).payload).toMatchObject({ roles: ['AGENT'], scope: 'read:any' });
  });

  it('JWKS: public keys only, with a max-age', async () => {
    const { response, set } = await keySet();
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(set.keys.map(({ kid }) => kid)).toEqual(['new', 'old']);
    for (const key of set.keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    }
  });

  it('name their key: the first one configured', async () => {
    const { accessToken } = await newcomer(users.client);
    expect(decodeProtectedHeader(accessToken).kid).toBe('new');
  });
});
