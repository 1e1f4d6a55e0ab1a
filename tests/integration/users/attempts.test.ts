import { Redis } from 'ioredis';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changePassword,
  newAddress,
  newcomer,
  newEmail,
  password,
  signIn,
  signUp,
  startUsersUnderTest,
} from './accounts.ts';
import type { UsersUnderTest } from './accounts.ts';

const unknown = { email: 'nobody@example.com', password: 'not the password' };

describe('attempt limits', () => {
  let users: UsersUnderTest;
  let redis: Redis;
  beforeAll(async () => {
    users = await startUsersUnderTest({
      SIGN_IN_ATTEMPTS_PER_ADDRESS: '6',
      SIGN_IN_ATTEMPTS_PER_ACCOUNT: '3',
      SIGN_IN_ATTEMPTS_PER_ACCOUNT_OVERALL: '5',
      SIGN_UP_ATTEMPTS_PER_ADDRESS: '4',
      SIGN_UP_ATTEMPTS_PER_ACCOUNT: '3',
      SIGN_UP_ATTEMPTS_PER_ACCOUNT_OVERALL: '5',
    });
    redis = new Redis(users.redisUrl);
  });
  afterAll(async () => {
    redis.disconnect();
    await users.close();
  });

  /** Signs in with a wrong password, again and again. */
  const guess = async (email: string, times: number, address: () => string) => {
    const answers: string[] = [];
    for (let at = 0; at < times; at += 1) {
      const options = { clientAddress: address() };
      answers.push((await signIn(users.client, { email, password: 'wrong' }, options)).__typename);
    }
    return answers;
  };

  it('signIn: the same refusal for a wrong password and an unknown account', async () => {
    const email = newEmail();
    await newcomer(users.client, { email });
    const wrong = await signIn(users.client, { email, password: 'not the password' });
    expect(wrong).toEqual(await signIn(users.client, { ...unknown, email: newEmail() }));
    expect(wrong).toEqual({
      __typename: 'InvalidCredentials',
      message: 'The e-mail address or the password is wrong.',
    });
  });

  it('signIn: per account and network, over all its addresses and processes, for the right password as well', async () => {
    const email = newEmail();
    await newcomer(users.client, { email });
    const clients = [users.client, await users.another()];
    const from = (host: number) => ({ clientAddress: `192.0.2.${host}` });
    for (const at of [0, 1, 2]) {
      const client = clients[at % 2] ?? users.client;
      const answer = await signIn(client, { email, password: 'wrong' }, from(at));
      expect(answer.__typename).toBe('InvalidCredentials');
    }
    const refused = await signIn(users.client, { email: email.toUpperCase(), password }, from(3));
    expect(refused).toMatchObject({ __typename: 'TooManyAttempts' });
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(300);
  });

  it('signIn: an attacker in another network does not lock out the owner', async () => {
    const email = newEmail();
    await newcomer(users.client, { email });
    await guess(email, 4, () => '198.51.100.9');
    const elsewhere = { clientAddress: '203.0.113.20' };
    expect((await signIn(users.client, { email, password }, elsewhere)).__typename).toBe('Session');
  });

  it('signIn: an attacker with many networks is limited, and does not lock out a known device', async () => {
    const email = newEmail();
    const { deviceToken } = await newcomer(users.client, { email });
    const answers = await guess(email, 8, newAddress);
    expect(answers.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'InvalidCredentials'));
    expect(answers.at(-1)).toBe('TooManyAttempts');
    expect((await signIn(users.client, { email, password })).__typename).toBe('TooManyAttempts');

    const signedIn = await signIn(users.client, { email, password, deviceToken });
    expect(signedIn.__typename).toBe('Session');
    expect(decodeJwt(signedIn.deviceToken ?? '').jti).toBe(decodeJwt(deviceToken ?? '').jti);
  });

  it('signIn: a known device has a limit of its own', async () => {
    const email = newEmail();
    const { deviceToken } = await newcomer(users.client, { email });
    for (let at = 0; at < 3; at += 1) {
      const answer = await signIn(users.client, { email, password: 'wrong', deviceToken });
      expect(answer.__typename).toBe('InvalidCredentials');
    }
    expect((await signIn(users.client, { email, password, deviceToken })).__typename).toBe('TooManyAttempts');
    expect((await signIn(users.client, { email, password })).__typename).toBe('Session');
  });

  it('signIn: a device token of another account, an access token, or another text is no known device', async () => {
    const email = newEmail();
    await newcomer(users.client, { email });
    const attacker = await newcomer(users.client);
    await guess(email, 8, newAddress);
    for (const deviceToken of [attacker.deviceToken, attacker.accessToken, 'a.b.c', '', 'x'.repeat(2_000)]) {
      const answer = await signIn(users.client, { email, password, deviceToken });
      expect(answer.__typename).toBe('TooManyAttempts');
    }
  });

  it('signIn: clients without a valid address share a limit', async () => {
    const answers: string[] = [];
    for (const clientAddress of [null, 'unknown', 'x', null, 'unknown', null, null]) {
      const answer = await signIn(users.client, { ...unknown, email: newEmail() }, { clientAddress });
      answers.push(answer.__typename);
    }
    expect(answers.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'InvalidCredentials'));
    expect(answers[6]).toBe('TooManyAttempts');
  });

  it('signIn: only failed attempts count for an account', async () => {
    const email = newEmail();
    await newcomer(users.client, { email });
    for (let at = 0; at < 5; at += 1) {
      expect((await signIn(users.client, { email, password })).__typename).toBe('Session');
    }
  });

  it('signIn: per address, over all accounts; an IPv6 /64 counts as an address', async () => {
    const from = (host: number) => ({ clientAddress: `2001:db8:1:2::${host}` });
    for (let at = 1; at <= 6; at += 1) {
      const answer = await signIn(users.client, { ...unknown, email: newEmail() }, from(at));
      expect(answer.__typename).toBe('InvalidCredentials');
    }
    const refused = await signIn(users.client, { ...unknown, email: newEmail() }, from(7));
    expect(refused.__typename).toBe('TooManyAttempts');
    const elsewhere = { clientAddress: '2001:db8:1:3::1' };
    const answer = await signIn(users.client, { ...unknown, email: newEmail() }, elsewhere);
    expect(answer.__typename).toBe('InvalidCredentials');
  });

  it('signUp: per address', async () => {
    const options = { clientAddress: '198.51.100.7' };
    for (let at = 0; at < 4; at += 1) {
      expect((await signUp(users.client, {}, options)).__typename).toBe('Session');
    }
    expect(await signUp(users.client, {}, options)).toMatchObject({ __typename: 'TooManyAttempts' });
  });

  it('signUp: per account and network, and per account over all networks', async () => {
    const email = newEmail();
    const answers: string[] = [];
    for (let at = 0; at < 4; at += 1) {
      answers.push((await signUp(users.client, { email }, { clientAddress: '192.0.2.77' })).__typename);
    }
    expect(answers).toEqual(['Session', 'EmailTaken', 'EmailTaken', 'TooManyAttempts']);
    for (let at = 0; at < 3; at += 1) {
      answers.push((await signUp(users.client, { email })).__typename);
    }
    expect(answers.slice(4)).toEqual(['EmailTaken', 'EmailTaken', 'TooManyAttempts']);
  });

  it('changePassword: for the holder of a token without the password', async () => {
    const { caller } = await newcomer(users.client);
    const wrong = { currentPassword: 'wrong', newPassword: 'another long secret' };
    for (let at = 0; at < 3; at += 1) await changePassword(users.client, caller, wrong);
    const right = { currentPassword: password, newPassword: 'another long secret' };
    const refused = await changePassword(users.client, caller, right);
    expect(refused.__typename).toBe('InvalidCredentials');
    expect(refused.message).toContain('Too many attempts');
  });

  it('store no e-mail address in Redis', async () => {
    const email = newEmail();
    await signIn(users.client, { ...unknown, email });
    const keys = await redis.keys('wayfare:attempts:*');
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => key.includes('@'))).toEqual([]);
  });
});
