import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { createUsersMetrics } from '../metrics.ts';
import { createAccounts } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { newAccount } from '../domain/user.ts';
import type { AttemptLimit } from '../security/attempt-limits.ts';
import type { SignIns } from './sign-ins.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { Account, UserStore } from '../store/users.ts';

const userId = 'usr_00000000000000000ada';
const names = { email: 'ada@example.com', displayName: 'Ada', phone: null };
const { user, credentials } = newAccount(
  { id: userId, ...names, roles: ['CUSTOMER'], passwordHash: 'hash of now' },
  new Date('2027-03-01T09:30:00.000Z'),
);
const account: Account = { user, credentials, revision: 1 };

/** Accounts of which another writer is first, `races` times. */
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
    wakeRelay: () => undefined,
    endedSessions: { publish: () => undefined },
    clock: () => new Date(),
    logger: createLogger('users', 'silent'),
    metrics: createUsersMetrics(createMetrics('users')),
  });
  return { accounts, savePassword, giveBack };
}

describe('changePassword', () => {
  it('gives a successful attempt back once, also when the write is retried', async () => {
    const { accounts, savePassword, giveBack } = racing(3);
    const change = { userId, currentPassword: 'now', newPassword: 'a later one', clientAddress: null };
    expect((await accounts.changePassword(change)).outcome).toBe('changed');
    expect(savePassword).toHaveBeenCalledTimes(4);
    expect(giveBack).toHaveBeenCalledTimes(1);
  });

  it('counts an attempt with a wrong password', async () => {
    const { accounts, giveBack } = racing(0);
    const change = { userId, currentPassword: 'wrong', newPassword: 'a later one', clientAddress: null };
    expect((await accounts.changePassword(change)).outcome).toBe('invalid_credentials');
    expect(giveBack).not.toHaveBeenCalled();
  });
});
