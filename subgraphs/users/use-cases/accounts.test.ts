import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { createAccounts } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { newUser, publicUser } from '../domain/user.ts';
import type { AttemptLimit } from '../security/attempt-limits.ts';
import type { SignIns } from './sign-ins.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { Account, UserStore } from '../store/users.ts';

const userId = 'usr_00000000000000000ada';
const names = { email: 'ada@example.com', displayName: 'Ada', phone: null };
const record = newUser(
  { id: userId, ...names, roles: ['CUSTOMER'], passwordHash: 'hash of now' },
  new Date('2027-03-01T09:30:00.000Z'),
);
const account: Account = {
  user: publicUser(record),
  credentials: { userId, passwordHash: record.passwordHash, credentialsVersion: 1 },
  revision: 1,
};

/** Accounts whose password another write comes before, `races` times. */
function racing(races: number) {
  const savePassword = vi.fn(() => Promise.resolve(savePassword.mock.calls.length > races));
  const giveBack = vi.fn(() => Promise.resolve());
  const limit: AttemptLimit = { take: () => Promise.resolve(null), giveBack };
  const accounts: Accounts = createAccounts({
    users: { account: () => Promise.resolve(account), savePassword } as unknown as UserStore,
    sessions: { endOlder: () => Promise.resolve() } as unknown as SessionStore,
    signIns: { start: () => Promise.resolve({}) } as unknown as SignIns,
    passwords: {
      hash: (password) => Promise.resolve(`hash of ${password}`),
      verify: (hash, password) => Promise.resolve(hash === `hash of ${password}`),
    },
    limits: { signUp: limit, passwordChange: limit },
    published: () => undefined,
    clock: () => new Date(),
    logger: createLogger('users', 'silent'),
    metrics: createMetrics('users'),
  });
  return { accounts, savePassword, giveBack };
}

describe('changing a password', () => {
  it('gives a right attempt back once, however often it is written', async () => {
    const { accounts, savePassword, giveBack } = racing(3);
    const change = { userId, currentPassword: 'now', newPassword: 'a later one', clientAddress: null };
    expect((await accounts.changePassword(change)).kind).toBe('changed');
    expect(savePassword).toHaveBeenCalledTimes(4);
    expect(giveBack).toHaveBeenCalledTimes(1);
  });

  it('keeps a wrong attempt', async () => {
    const { accounts, giveBack } = racing(0);
    const change = { userId, currentPassword: 'wrong', newPassword: 'a later one', clientAddress: null };
    expect((await accounts.changePassword(change)).kind).toBe('invalid-credentials');
    expect(giveBack).not.toHaveBeenCalled();
  });
});
