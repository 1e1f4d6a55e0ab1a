import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endedSessionsKey } from '../../../platform/ended-sessions.ts';
import type { Caller } from '../../../platform/identity.ts';
import { newUserId } from '../../../subgraphs/users/domain/ids.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import {
  changePassword,
  newcomer,
  newEmail,
  password,
  refreshSession,
  signIn,
  startUsersUnderTest,
} from './accounts.ts';
import type { UsersUnderTest } from './accounts.ts';

const setUserActive = `mutation ($input: SetUserActiveInput!) {
  setUserActive(input: $input) {
    __typename
    ... on Refusal { message }
    ... on UserActivitySet { user { id isActive version } }
  }
}`;

describe('suspended accounts', () => {
  let users: UsersUnderTest;
  let redis: Redis;
  const admin = signedIn(newUserId(), 'read:any', 'suspend:users');
  beforeAll(async () => {
    users = await startUsersUnderTest();
    redis = new Redis(users.redisUrl);
  });
  afterAll(async () => {
    redis.disconnect();
    await users.close();
  });

  const set = async (id: string, isActive: boolean, caller: Caller = admin) => {
    const { data, errors } = await users.client.send<{ setUserActive: Record<string, unknown> }>(
      setUserActive,
      { input: { id, isActive } },
      { caller },
    );
    return data?.setUserActive ?? errors.map(({ extensions }) => extensions['code']);
  };

  it('cannot sign in, refresh or change the password, until they are restored', async () => {
    const email = newEmail();
    const { user, caller, refreshToken } = await newcomer(users.client, { email });

    expect(await set(user.id, false)).toEqual({
      __typename: 'UserActivitySet',
      user: { id: user.id, isActive: false, version: 2 },
    });

    expect((await signIn(users.client, { email, password })).__typename).toBe('AccountSuspended');
    expect((await refreshSession(users.client, refreshToken)).__typename).toBe('SessionExpired');
    const input = { currentPassword: password, newPassword: 'another long secret' };
    await expect(changePassword(users.client, caller, input)).rejects.toThrow('UNAUTHENTICATED');

    expect(await set(user.id, true)).toMatchObject({ user: { isActive: true, version: 3 } });
    expect((await signIn(users.client, { email, password })).__typename).toBe('Session');
    expect((await refreshSession(users.client, refreshToken)).__typename).toBe('SessionExpired');
  });

  it('are revealed to the holder of the right password only', async () => {
    const email = newEmail();
    const { user } = await newcomer(users.client, { email });
    await set(user.id, false);
    const answer = await signIn(users.client, { email, password: 'not the password' });
    expect(answer.__typename).toBe('InvalidCredentials');
  });

  it('lose their access tokens and streams: the end of their sessions is published', async () => {
    const { user } = await newcomer(users.client);
    await set(user.id, false);
    await eventually(async () => {
      expect(await redis.zrange(endedSessionsKey, 0, -1)).toContain(`account:${user.id}@2`);
    });
  });

  it('do not change when they are suspended again', async () => {
    const { user } = await newcomer(users.client);
    await set(user.id, false);
    expect(await set(user.id, false)).toMatchObject({ user: { isActive: false, version: 2 } });
  });

  it('are set by admins only, who cannot suspend themselves', async () => {
    const { user, caller } = await newcomer(users.client);
    expect(await set(user.id, false, caller)).toEqual(['FORBIDDEN']);
    expect(await set(user.id, false, signedIn(newUserId(), 'read:any'))).toEqual(['FORBIDDEN']);
    expect(await set(user.id, false, { kind: 'anonymous' })).toEqual(['UNAUTHENTICATED']);
    expect(await set(user.id, false, signedIn(user.id, 'suspend:users'))).toMatchObject({
      __typename: 'OwnAccount',
    });
    expect(await set(newUserId(), false)).toMatchObject({ __typename: 'UnknownUser' });
  });
});
