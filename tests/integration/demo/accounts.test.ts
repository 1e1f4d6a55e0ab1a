import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccounts, demoPassword, loadAccounts } from '../../../dev/demo/accounts.ts';
import type { UserDocument } from '../../../subgraphs/users/store/users.ts';
import { createPasswords } from '../../../subgraphs/users/security/passwords.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { connected } from './catalogue-snapshots.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

describe('demo accounts', () => {
  it('two customers, an agent and an admin are created once and sign in', async () => {
    const database = stores.uniqueDatabase('demo');
    const readAccounts = () =>
      connected(stores, database, (connection) =>
        connection.collection<UserDocument>('users').find({}).sort({ _id: 1 }).toArray(),
      );
    await connected(stores, database, loadAccounts);
    const accounts = await readAccounts();
    expect(Object.fromEntries(accounts.map(({ email, roles }) => [email, roles]))).toEqual({
      'ada@example.com': ['CUSTOMER'],
      'grace@example.com': ['CUSTOMER'],
      'agent@example.com': ['CUSTOMER', 'AGENT'],
      'admin@example.com': ['CUSTOMER', 'ADMIN'],
    });
    expect(accounts.map(({ _id }) => _id).sort()).toEqual(demoAccounts.map(({ id }) => id).sort());
    const passwords = await createPasswords();
    for (const { passwordHash } of accounts)
      expect(await passwords.verify(passwordHash, demoPassword)).toBe(true);

    await connected(stores, database, loadAccounts);
    expect(await readAccounts()).toEqual(accounts);
  });
});
