import type { Connection } from 'mongoose';
import { prepareModels } from '../../platform/stores/prepare-models.ts';
import { newAccount } from '../../subgraphs/users/domain/user.ts';
import type { Role } from '../../subgraphs/users/domain/user.ts';
import { hashPassword } from '../../subgraphs/users/security/passwords.ts';
import { userDocument, userModel } from '../../subgraphs/users/store/users.ts';

export const demoPassword = 'wayfare-demo';

/** The demo's accounts, with constant ids. */
export const demoAccounts: readonly { id: string; email: string; displayName: string; roles: Role[] }[] = [
  {
    id: 'usr_demo0ada000000000000',
    email: 'ada@example.com',
    displayName: 'Ada Lovelace',
    roles: ['CUSTOMER'],
  },
  {
    id: 'usr_demo0grace0000000000',
    email: 'grace@example.com',
    displayName: 'Grace Hopper',
    roles: ['CUSTOMER'],
  },
  {
    id: 'usr_demo0agent0000000000',
    email: 'agent@example.com',
    displayName: 'Annie Easley',
    roles: ['CUSTOMER', 'AGENT'],
  },
  {
    id: 'usr_demo0admin0000000000',
    email: 'admin@example.com',
    displayName: 'Margaret Hamilton',
    roles: ['CUSTOMER', 'ADMIN'],
  },
];

/** Creates the missing demo accounts. No mutation creates agents and admins, so they are written to the store. */
export async function loadAccounts(connection: Connection): Promise<void> {
  const users = userModel(connection);
  await prepareModels(connection);
  for (const account of demoAccounts) {
    if ((await users.exists({ _id: account.id })) !== null) continue;
    const passwordHash = await hashPassword(demoPassword);
    await users.create(userDocument(newAccount({ ...account, phone: null, passwordHash }, new Date())));
  }
}
