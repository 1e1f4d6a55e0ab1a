import type DataLoader from 'dataloader';
import { loaderByKey } from '../../platform/loaders.ts';
import type { User } from './domain/user.ts';
import type { UserStore } from './store/users.ts';

/** The DataLoaders of one request. */
export interface Loaders {
  user: DataLoader<string, User | null>;
}

export function createLoaders({ users }: { users: UserStore }): Loaders {
  return {
    user: loaderByKey(
      (ids) => users.byIds(ids),
      ({ id }) => id,
    ),
  };
}
