import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const expired = { __typename: 'SessionExpired', message: 'The session has expired: sign in again.' };

describe('sessions', () => {
  let users: UsersUnderTest;
  beforeAll(async () => {
    users = await startUsersUnderTest();
  });
  afterAll(() => users.close());

  it('begin at sign-in, for upper and lower case of the e-mail address', async () => {
    const email = newEmail();
    const { user } = await newcomer(users.client, { email });
    const signedInAgain = session(await signIn(users.client, { email: email.toUpperCase(), password }));
    expect(signedInAgain.user).toEqual(user);
  });

  it('continue by refresh, with a new token each time', async () => {
    const { refreshToken, user } = await newcomer(users.client);
    const second = session(await refreshSession(users.client, refreshToken));
    const third = session(await refreshSession(users.client, second.refreshToken));
    expect(new Set([refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
    expect(third.user).toEqual(user);
  });

  it('return the same successor to two concurrent refreshes, also in two processes', async () => {
    const { refreshToken } = await newcomer(users.client);
    const other = await users.another();
    const answers = await Promise.all(
      [users.client, other, users.client, other].map((client) => refreshSession(client, refreshToken)),
    );
    const [successor, ...others] = new Set(answers.map((answer) => session(answer).refreshToken));
    expect(others).toEqual([]);
    expect(session(await refreshSession(users.client, successor ?? '')).refreshToken).not.toBe(successor);
  });

  it('return the same successor again for 30 seconds, after a lost answer', async () => {
    const { refreshToken } = await newcomer(users.client);
    const { refreshToken: successor } = session(await refreshSession(users.client, refreshToken));
    users.clock.advance(29);
    expect(session(await refreshSession(users.client, refreshToken)).refreshToken).toBe(successor);
    expect((await refreshSession(users.client, successor)).__typename).toBe('Session');
  });

  it('end when the previous token is reused after 30 seconds', async () => {
    const { refreshToken } = await newcomer(users.client);
    const { refreshToken: successor } = session(await refreshSession(users.client, refreshToken));
    users.clock.advance(31);
    expect(await refreshSession(users.client, refreshToken)).toEqual(expired);
    expect(await refreshSession(users.client, successor)).toEqual(expired);
  });

  it('end when a token older than the previous one is reused', async () => {
    const { refreshToken: first } = await newcomer(users.client);
    const { refreshToken: second } = session(await refreshSession(users.client, first));
    const { refreshToken: third } = session(await refreshSession(users.client, second));
    expect(await refreshSession(users.client, first)).toEqual(expired);
    expect(await refreshSession(users.client, second)).toEqual(expired);
    expect(await refreshSession(users.client, third)).toEqual(expired);
    expect(await users.metrics.metrics()).toMatch(/session_refreshes_total\{result="reused".*\} [1-9]/);
  });

  it('do not end each other: another session of the user continues', async () => {
    const email = newEmail();
    const { refreshToken: first } = await newcomer(users.client, { email });
    const elsewhere = session(await signIn(users.client, { email, password }));
    await refreshSession(users.client, session(await refreshSession(users.client, first)).refreshToken);
    expect(await refreshSession(users.client, first)).toEqual(expired);
    expect((await refreshSession(users.client, elsewhere.refreshToken)).__typename).toBe('Session');
  });

  it('end when they are not refreshed in time, and not before', async () => {
    const aMonthSeconds = 30 * 24 * 60 * 60;
    const { refreshToken } = await newcomer(users.client);
    users.clock.advance(aMonthSeconds - 60);
    const { refreshToken: successor } = session(await refreshSession(users.client, refreshToken));
    users.clock.advance(aMonthSeconds - 60);
    const { refreshToken: last } = session(await refreshSession(users.client, successor));
    users.clock.advance(aMonthSeconds + 1);
    expect(await refreshSession(users.client, last)).toEqual(expired);
  });

  it('end at sign-out, with any of their tokens', async () => {
    const { refreshToken } = await newcomer(users.client);
    const { refreshToken: successor } = session(await refreshSession(users.client, refreshToken));
    expect(await signOut(users.client, refreshToken)).toBe(true);
    expect(await signOut(users.client, refreshToken)).toBe(false);
    expect(await refreshSession(users.client, successor)).toEqual(expired);
  });

  it('above the limit of a user, the session refreshed longest ago ends', async () => {
    const limited = await users.another({ SESSIONS_PER_USER: '3' });
    const email = newEmail();
    const { refreshToken: first } = await newcomer(limited, { email });
    const signInAgain = async () => {
      users.clock.advance(1);
      return session(await signIn(limited, { email, password })).refreshToken;
    };
    const second = await signInAgain();
    const third = await signInAgain();
    users.clock.advance(1);
    const { refreshToken: refreshed } = session(await refreshSession(limited, first));
    await signInAgain();

    expect(await refreshSession(limited, second)).toEqual(expired);
    for (const token of [refreshed, third]) {
      expect((await refreshSession(limited, token)).__typename).toBe('Session');
    }
  });

  it('of other users do not count', async () => {
    const limited = await users.another({ SESSIONS_PER_USER: '1' });
    const { refreshToken } = await newcomer(limited);
    await newcomer(limited);
    expect((await refreshSession(limited, refreshToken)).__typename).toBe('Session');
  });

  it('are not found for guessed or malformed tokens', async () => {
    for (const token of ['', 'nonsense', `ses_${'0'.repeat(20)}_${'0'.repeat(20)}.${'A'.repeat(43)}`]) {
      expect(await refreshSession(users.client, token)).toEqual(expired);
      expect(await signOut(users.client, token)).toBe(false);
    }
  });

  it('store no token in the database', async () => {
    const { refreshToken } = await newcomer(users.client);
    const { refreshToken: successor } = session(await refreshSession(users.client, refreshToken));
    const stored = JSON.stringify(await users.database.collection('sessions').find().toArray());
    for (const token of [refreshToken, successor]) {
      expect(stored).not.toContain(token.split('.')[1]);
    }
  });

  it('end when the password changes, except the new one', async () => {
    const email = newEmail();
    const here = await newcomer(users.client, { email });
    const elsewhere = session(await signIn(users.client, { email, password }));
    const newPassword = 'another long secret';
    const changed = session(
      await changePassword(users.client, here.caller, { currentPassword: password, newPassword }),
    );
    expect(await refreshSession(users.client, here.refreshToken)).toEqual(expired);
    expect(await refreshSession(users.client, elsewhere.refreshToken)).toEqual(expired);
    expect((await refreshSession(users.client, changed.refreshToken)).__typename).toBe('Session');
    expect((await signIn(users.client, { email, password })).__typename).toBe('InvalidCredentials');
    expect((await signIn(users.client, { email, password: newPassword })).__typename).toBe('Session');
  });

  it('end with the old password, even if their documents are not deleted', async () => {
    const { refreshToken, user } = await newcomer(users.client);
    // The state after a process died right after it wrote the new password.
    await users.database
      .collection<{ _id: string }>('users')
      .updateOne({ _id: user.id }, { $inc: { credentialsVersion: 1, revision: 1 } });
    expect(await refreshSession(users.client, refreshToken)).toEqual(expired);
  });
});
