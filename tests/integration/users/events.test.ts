import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamOf } from '../../../platform/events/channels.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import type { User } from '../../../subgraphs/users/domain/user.ts';
import { eventually } from '../../kit/eventually.ts';
import { changePassword, newcomer, password, startUsersUnderTest } from './accounts.ts';
import type { UsersUnderTest } from './accounts.ts';

describe('user events', () => {
  let users: UsersUnderTest;
  let redis: Redis;
  beforeAll(async () => {
    users = await startUsersUnderTest();
    redis = new Redis(users.redisUrl);
  });
  afterAll(async () => {
    redis.disconnect();
    await users.close();
  });

  /** The events of one account that are in the stream, oldest first. */
  const eventsOf = async (userId: string) =>
    (await redis.xrange(streamOf('users'), '-', '+'))
      .map(([, [, event]]) => JSON.parse(event ?? '') as CloudEvent<Omit<User, 'createdAt'>>)
      .filter(({ subject }) => subject === userId);

  it('report a new account and each change in order, with the account at that version', async () => {
    const { user, caller } = await newcomer(users.client, { displayName: 'First' });
    for (const name of ['Second', 'Third']) {
      await users.client.data(
        'mutation ($name: String!) { updateProfile(input: { displayName: $name }) { id } }',
        { name },
        { caller },
      );
    }
    await eventually(async () => {
      expect(await eventsOf(user.id)).toMatchObject([
        { id: `${user.id}@1`, type: 'user.created', version: 1, data: { displayName: 'First', version: 1 } },
        { id: `${user.id}@2`, type: 'user.updated', version: 2, data: { displayName: 'Second', version: 2 } },
        { id: `${user.id}@3`, type: 'user.updated', version: 3, data: { displayName: 'Third', version: 3 } },
      ]);
    });
    await eventually(async () => {
      const record = await users.database
        .collection<{ _id: string; outbox: unknown[] }>('users')
        .findOne({ _id: user.id });
      expect(record?.outbox).toEqual([]);
    });
  });

  it('carry the public part of an account, without secrets', async () => {
    const { user } = await newcomer(users.client, { phone: '+351211234567' });
    await eventually(async () => {
      const [event] = await eventsOf(user.id);
      expect(Object.keys(event?.data ?? {}).toSorted()).toEqual([
        'createdAt',
        'displayName',
        'email',
        'id',
        'isActive',
        'phone',
        'roles',
        'version',
      ]);
    });
  });

  it('do not report a changed password', async () => {
    const { user, caller } = await newcomer(users.client);
    await changePassword(users.client, caller, {
      currentPassword: password,
      newPassword: 'another long secret',
    });
    await users.client.data(
      'mutation { updateProfile(input: { displayName: "Renamed" }) { id } }',
      {},
      { caller },
    );
    await eventually(async () => {
      const types = (await eventsOf(user.id)).map(({ type }) => type);
      expect(types).toEqual(['user.created', 'user.updated']);
    });
  });
});
