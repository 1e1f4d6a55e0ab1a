import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../../dev/redis.ts';
import { newcomer, newEmail, password, refreshSession, signIn, startUsersUnderTest } from './accounts.ts';
import type { UsersUnderTest } from './accounts.ts';

describe('while Redis is down', () => {
  let users: UsersUnderTest;
  beforeAll(async () => {
    const redis = await startRedis();
    users = await startUsersUnderTest({ REDIS_URL: redis.url, SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    await redis.close();
  });
  afterAll(() => users.close());

  it('accounts can be created, signed in, refreshed, read and changed', async () => {
    const email = newEmail();
    const { caller, refreshToken } = await newcomer(users.client, { email });
    expect((await signIn(users.client, { email, password })).__typename).toBe('Session');
    expect((await refreshSession(users.client, refreshToken)).__typename).toBe('Session');
    const renamed = 'mutation { updateProfile(input: { displayName: "Renamed" }) { version } }';
    await users.client.data(renamed, {}, { caller });
    const { me } = await users.client.data('{ me { displayName } }', {}, { caller });
    expect(me).toEqual({ displayName: 'Renamed' });
  });

  it('each process limits attempts by itself', async () => {
    const email = newEmail();
    const from = { clientAddress: '192.0.2.1' };
    const answers = [];
    for (let at = 0; at < 3; at += 1) {
      answers.push((await signIn(users.client, { email, password }, from)).__typename);
    }
    expect(answers).toEqual(['InvalidCredentials', 'InvalidCredentials', 'TooManyAttempts']);
  });

  it('the subgraph is ready', async () => {
    expect((await fetch(`${users.origin}/health/ready`)).status).toBe(200);
  });
});
