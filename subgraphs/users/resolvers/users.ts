import { encodeCursor, parsePage, toPageConnection } from '../../../platform/page-connections.ts';
import { forbidden, graphqlError, unauthenticated } from '../../../platform/errors.ts';
import { canRead, requireAuthenticated, requireReader, requireUser } from '../../../platform/identity.ts';
import { parseId } from '../../../platform/id-input.ts';
import { isId } from '../../../platform/ids.ts';
import { userIds } from '../domain/ids.ts';
import { newestFirst } from '../../../platform/stores/keyset-pages.ts';
import type { Context } from '../context.ts';
import type { User, UserView } from '../domain/user.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { UserStore } from '../store/users.ts';

/** Other subgraphs answer parts of `me` without knowing the account: with null, a client could not tell why. */
const accountGone = 'The account of this access token no longer exists: sign in with another account.';

/** Queries of accounts. */
export function userResolvers({ users }: { users: UserStore }) {
  return {
    Query: {
      async me(_parent, _args, { caller, loaders }) {
        const account = await loaders.user.load(requireUser(caller).userId);
        if (account === null) throw unauthenticated(accountGone);
        return account;
      },

      user(_parent, args, context) {
        const id = parseId(userIds, args.id);
        requireAuthenticated(context.caller);
        return readable(id, context);
      },

      async users(_parent, args, { caller, loaders }) {
        if (!requireUser(caller).scopes.includes('read:any')) throw forbidden();
        const page = parsePage('users', newestFirst, args);
        const accounts = await users.page(page);
        for (const account of accounts) loaders.user.prime(account.id, account);
        const cursorOf = ({ createdAt, id }: User) => encodeCursor('users', [createdAt.getTime(), id]);
        return toPageConnection(accounts, page, cursorOf, (account) => account);
      },
    },

    User: {
      __resolveReference: ({ id }, context) => view(id, context),
      ...privateFields,
    },
  } satisfies Resolvers;
}

/** The account if the caller may read it, else its public profile. @throws GraphQLError NOT_FOUND */
async function view(id: string, { caller, loaders }: Context): Promise<UserView> {
  const account = isId(userIds, id) ? await loaders.user.load(id) : null;
  if (account === null) throw graphqlError('NOT_FOUND', 'No account has this id.');
  return canRead(caller, account.id) ? account : { id: account.id, displayName: account.displayName };
}

/** Resolves a field that is not part of public profiles. */
function privateField<Field extends keyof User>(field: Field) {
  return (account: UserView, _args: unknown, { caller }: Context): User[Field] => {
    if (isWhole(account)) return account[field];
    requireReader(caller, account.id);
    throw new Error(`Expected the whole account ${account.id} for this caller, got its public profile.`);
  };
}

const privateFields = {
  email: privateField('email'),
  roles: privateField('roles'),
  phone: privateField('phone'),
  createdAt: privateField('createdAt'),
  isActive: privateField('isActive'),
  version: privateField('version'),
};

function isWhole(account: UserView): account is User {
  return 'email' in account;
}

/** The account; null if it does not exist or the caller may not read it. */
function readable(id: string, { caller, loaders }: Context): Promise<User | null> | null {
  return canRead(caller, id) ? loaders.user.load(id) : null;
}
