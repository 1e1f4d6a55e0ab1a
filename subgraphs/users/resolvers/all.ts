import { scalars } from '../../../platform/scalars.ts';
import type { Accounts } from '../use-cases/accounts.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { SignIns } from '../use-cases/sign-ins.ts';
import type { UserStore } from '../store/users.ts';
import { accountResolvers } from './accounts.ts';
import { sessionResolvers } from './sessions.ts';
import { userResolvers } from './users.ts';

/** The resolvers of the subgraph. */
export function allResolvers(parts: { users: UserStore; accounts: Accounts; signIns: SignIns }): Resolvers {
  const { Query, User } = userResolvers(parts);
  const Mutation = { ...accountResolvers(parts).Mutation, ...sessionResolvers(parts).Mutation };
  return { DateTime: scalars.DateTime, Query, Mutation, User };
}
