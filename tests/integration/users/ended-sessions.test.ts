import { Redis } from 'ioredis';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endedSessionsKey } from '../../../platform/ended-sessions.ts';
import { newSessionId } from '../../../subgraphs/users/domain/ids.ts';
import { sidOf } from '../../../subgraphs/users/domain/session.ts';
import { eventually } from '../../kit/eventually.ts';
import {
  changePassword,
  newcomer,
  newEmail,
  password,
  refreshSession,
  session,
  signIn,
  signOut,
  startUsersUnderTest,
} from './accounts.ts';
import type { UsersUnderTest } from './accounts.ts';

describe('ended sessions', () => {
  let users: UsersUnderTest;
  let redis: Redis;
  beforeAll(async () => {
    users = await startUsersUnderTest();
    redis = new Redis(users.redisUrl);
  });
  afterAll(async () => {
    redis.disconnect();
    await users.close();
  });

  const sidIn = (accessToken: string) => String(decodeJwt(accessToken)['sid']);
  const published = () => redis.zrange(endedSessionsKey, 0, -1);
  const isPublished = (member: string) =>
    eventually(async () => {
      expect(await published()).toContain(member);
    });

  it('signOut: published under the name that the access tokens carry', async () => {
    const { accessToken, refreshToken } = await newcomer(users.client);
    const refreshed = session(await refreshSession(users.client, refreshToken));
    expect(sidIn(refreshed.accessToken)).toBe(sidIn(accessToken));
    expect(await signOut(users.client, refreshed.refreshToken)).toBe(true);
    await isPublished(`session:${sidIn(accessToken)}`);
  });

  it('signOut and refreshSession: the id of a session without its secrets ends nothing', async () => {
    const { accessToken, refreshToken } = await newcomer(users.client);
    const [sessionId = ''] = refreshToken.split('.');
    const guessed = `${sessionId}.${'A'.repeat(43)}.${'A'.repeat(43)}`;
    for (const token of [sessionId, `${sessionId}.`, `${sessionId}.${'A'.repeat(43)}`, guessed]) {
      expect(await signOut(users.client, token)).toBe(false);
      expect((await refreshSession(users.client, token)).__typename).toBe('SessionExpired');
    }
    expect((await refreshSession(users.client, refreshToken)).__typename).toBe('Session');
    expect(await published()).not.toContain(`session:${sidIn(accessToken)}`);
  });

  it('refreshSession: published after the reuse of a token', async () => {
    const { accessToken, refreshToken } = await newcomer(users.client);
    const second = session(await refreshSession(users.client, refreshToken));
    await refreshSession(users.client, second.refreshToken);
    await refreshSession(users.client, refreshToken);
    await isPublished(`session:${sidIn(accessToken)}`);
  });

  it('changePassword: published for all earlier sessions of the account', async () => {
    const { caller, user, accessToken } = await newcomer(users.client);
    expect(decodeJwt(accessToken)).toMatchObject({ credentials_version: 1 });
    const input = { currentPassword: password, newPassword: 'another long secret' };
    const changed = session(await changePassword(users.client, caller, input));
    expect(decodeJwt(changed.accessToken)).toMatchObject({ credentials_version: 2 });
    await isPublished(`account:${user.id}@2`);
  });

  it('are published by another process after the death of the first', async () => {
    const { user } = await newcomer(users.client);
    const id = newSessionId(user.id);
    const now = users.clock.now();
    await users.database
      .collection<{ _id: string; endedAt: Date; expiresAt: Date }>('sessions')
      .insertOne({ _id: id, endedAt: now, expiresAt: new Date(now.getTime() + 60_000) });
    await users.database
      .collection<{ _id: string }>('users')
      .updateOne({ _id: user.id }, { $set: { credentialsVersion: 7, sessionsEndedAt: now } });
    await isPublished(`session:${sidOf(id)}`);
    await isPublished(`account:${user.id}@7`);
  });

  it('are published again after Redis lost its data, as long as their access tokens may live', async () => {
    const { accessToken, refreshToken } = await newcomer(users.client);
    const { accessToken: old, refreshToken: oldRefresh } = await newcomer(users.client);
    await signOut(users.client, oldRefresh);
    users.clock.advance(17 * 60);
    await signOut(users.client, refreshToken);
    await isPublished(`session:${sidIn(accessToken)}`);

    await redis.flushall();

    await isPublished(`session:${sidIn(accessToken)}`);
    expect(await published()).not.toContain(`session:${sidIn(old)}`);
  });

  it('do not sign out the sessions of another sign-in', async () => {
    const email = newEmail();
    const { refreshToken } = await newcomer(users.client, { email });
    const elsewhere = session(await signIn(users.client, { email, password }));
    expect(sidIn(elsewhere.accessToken)).toMatch(/^[\w-]{22}$/);
    await signOut(users.client, refreshToken);
    expect((await refreshSession(users.client, elsewhere.refreshToken)).__typename).toBe('Session');
  });

  it('are logged by a name that is not the id of the session', async () => {
    const { refreshToken, accessToken } = await newcomer(users.client);
    const second = session(await refreshSession(users.client, refreshToken));
    await refreshSession(users.client, second.refreshToken);
    await refreshSession(users.client, refreshToken);
    const [sessionId = ''] = refreshToken.split('.');
    const line = users.logs.find((entry) => entry.includes(sidIn(accessToken)));
    expect(line).toContain('refresh token reused');
    expect(users.logs.join('\n')).not.toContain(sessionId);
  });
});
