import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import {
  changePassword,
  newcomer,
  newEmail,
  password,
  session,
  signIn,
  signUp,
  startUsersUnderTest,
} from './accounts.ts';
import type { SignedIn, UsersUnderTest } from './accounts.ts';

const updateProfile = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { displayName phone version }
}`;

describe('accounts', () => {
  let users: UsersUnderTest;
  beforeAll(async () => {
    users = await startUsersUnderTest({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '1000' });
  });
  afterAll(() => users.close());

  const update = (somebody: SignedIn, input: Record<string, unknown>) =>
    users.client.send<{ updateProfile: unknown }>(updateProfile, { input }, { caller: somebody.caller });

  describe('signUp', () => {
    it('creates an account and signs it in', async () => {
      const email = newEmail();
      const made = await newcomer(users.client, {
        email,
        displayName: ' Ada Lovelace ',
        phone: '+351211234567',
      });
      expect(made.user).toMatchObject({
        email,
        displayName: 'Ada Lovelace',
        phone: '+351211234567',
        version: 1,
      });
    });

    it('creates one account per e-mail address, for concurrent requests in upper and lower case', async () => {
      const email = newEmail();
      const other = await users.another();
      const answers = await Promise.all(
        [email, email.toUpperCase(), email.replace('someone', 'SomeOne'), email].map((spelling, at) =>
          signUp(at % 2 === 0 ? users.client : other, { email: spelling }),
        ),
      );
      expect(answers.map(({ __typename }) => __typename).toSorted()).toEqual([
        'EmailTaken',
        'EmailTaken',
        'EmailTaken',
        'Session',
      ]);
      expect(await users.database.collection('users').countDocuments({ emailKey: email })).toBe(1);
    });

    it.each([
      ['short one', 'at least 10'],
      ['x'.repeat(257), 'at most 256'],
      ['Password123!', 'a common one'],
      ['ababababababab', 'too few different characters'],
      ['lovelace12', 'too similar'],
    ])('WeakPassword for %s', async (weak, why) => {
      const answer = await signUp(users.client, { displayName: 'Ada Lovelace', password: weak });
      expect(answer).toMatchObject({
        __typename: 'WeakPassword',
        message: expect.stringContaining(why) as string,
      });
    });

    it('accepts the password of the demo accounts', async () => {
      expect((await signUp(users.client, { password: 'wayfare-demo' })).__typename).toBe('Session');
    });

    it.each([
      ['email', 'not an address', 'an e-mail address'],
      ['email', `${'x'.repeat(250)}@example.com`, 'at most 254'],
      ['displayName', '   ', '1 to 80 characters'],
      ['displayName', 'x'.repeat(81), '1 to 80 characters'],
      ['phone', '0211234567', 'E.164'],
    ])('BAD_USER_INPUT for %s: %s, with the field', async (field, value, expected) => {
      const { errors } = await users.client.send(
        'mutation ($input: SignUpInput!) { signUp(input: $input) { __typename } }',
        { input: { email: newEmail(), password, displayName: 'Someone New', [field]: value } },
      );
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining(expected) as string,
          extensions: { code: 'BAD_USER_INPUT', field: `input.${field}` },
        },
      ]);
    });

    it('stores the password as Argon2id with the parameters that OWASP recommends', async () => {
      const { user } = await newcomer(users.client);
      const stored = await users.database
        .collection<{ _id: string; passwordHash: string }>('users')
        .findOne({ _id: user.id });
      expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });
  });

  describe('updateProfile', () => {
    it('changes the given fields only', async () => {
      const somebody = await newcomer(users.client, { phone: '+351211234567' });
      const renamed = await update(somebody, { displayName: 'Another Name' });
      expect(renamed.data?.updateProfile).toEqual({
        displayName: 'Another Name',
        phone: '+351211234567',
        version: 2,
      });
      const reachable = await update(somebody, { phone: null });
      expect(reachable.data?.updateProfile).toEqual({ displayName: 'Another Name', phone: null, version: 3 });
    });

    it('keeps the version when nothing changes', async () => {
      const somebody = await newcomer(users.client);
      const { data } = await update(somebody, { displayName: somebody.user.displayName });
      expect(data?.updateProfile).toMatchObject({ version: 1 });
    });

    it('fails with CONFLICT for another expectedVersion', async () => {
      const somebody = await newcomer(users.client);
      await update(somebody, { displayName: 'First', expectedVersion: 1 });
      const { data, errors } = await update(somebody, { displayName: 'Second', expectedVersion: 1 });
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', expectedVersion: 1, version: 2 } }]);
    });

    it('accepts one of many concurrent changes with the same expectedVersion', async () => {
      const somebody = await newcomer(users.client);
      const answers = await Promise.all(
        ['One', 'Two', 'Three', 'Four'].map((displayName) =>
          update(somebody, { displayName, expectedVersion: 1 }),
        ),
      );
      const codes = answers.map(({ errors }) => errors[0]?.extensions['code'] ?? 'changed');
      expect(codes.toSorted()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'changed']);
    });

    it('applies every one of many concurrent changes without expectedVersion', async () => {
      const somebody = await newcomer(users.client);
      const answers = await Promise.all(
        ['One', 'Two', 'Three', 'Four'].map((displayName) => update(somebody, { displayName })),
      );
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      const { data } = await update(somebody, {});
      expect(data?.updateProfile).toMatchObject({ version: 5 });
    });

    it('fifty concurrent changes in two processes: each is applied once, in order, with one event per version', async () => {
      const another = await users.another();
      const somebody = await newcomer(users.client);
      const names = Array.from({ length: 50 }, (_, at) => `Name ${at}`);
      const answers = await Promise.all(
        names.map((displayName, at) =>
          (at % 2 === 0 ? users.client : another).send<{
            updateProfile: { displayName: string; version: number };
          }>(updateProfile, { input: { displayName } }, { caller: somebody.caller }),
        ),
      );
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      const applied = answers
        .flatMap(({ data }) => data?.updateProfile ?? [])
        .toSorted((a, b) => a.version - b.version);
      expect(applied.map(({ version }) => version)).toEqual(names.map((_, at) => at + 2));
      const { data } = await update(somebody, {});
      expect(data?.updateProfile).toMatchObject(applied.at(-1) ?? {});
      const events = await eventually(async () => {
        const found = await users.database
          .collection<{ n: number; version: number; data: { displayName: string } }>('events')
          .find({ subject: somebody.user.id })
          .sort({ n: 1 })
          .toArray();
        expect(found).toHaveLength(51);
        return found;
      });
      expect(
        events.slice(1).map(({ version, data }) => ({ version, displayName: data.displayName })),
      ).toEqual(applied.map(({ version, displayName }) => ({ version, displayName })));
    });

    it.each([
      [{ displayName: '' }, 'input.displayName'],
      [{ displayName: null }, 'input.displayName'],
      [{ phone: '12' }, 'input.phone'],
      [{ expectedVersion: 0 }, 'input.expectedVersion'],
    ])('BAD_USER_INPUT for %j, with the field', async (input, field) => {
      const { errors } = await update(await newcomer(users.client), input);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
    });

    it('fails with UNAUTHENTICATED without an access token', async () => {
      const { errors } = await users.client.send(updateProfile, { input: {} });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    });
  });

  describe('changePassword', () => {
    it('changes the password if the current one is right', async () => {
      const somebody = await newcomer(users.client);
      const wrong = { currentPassword: 'not the password', newPassword: 'another long secret' };
      expect(await changePassword(users.client, somebody.caller, wrong)).toEqual({
        __typename: 'InvalidCredentials',
        message: 'The current password is wrong.',
      });
      const weak = { currentPassword: password, newPassword: 'password1234' };
      expect((await changePassword(users.client, somebody.caller, weak)).__typename).toBe('WeakPassword');
      const right = { currentPassword: password, newPassword: 'another long secret' };
      const changed = session(await changePassword(users.client, somebody.caller, right));
      expect(changed.user).toEqual(somebody.user);
    });

    it('changes the password once for two concurrent requests', async () => {
      const email = newEmail();
      const somebody = await newcomer(users.client, { email });
      const wanted = ['the first new secret', 'the second new secret'];
      const answers = await Promise.all(
        wanted.map((newPassword) =>
          changePassword(users.client, somebody.caller, { currentPassword: password, newPassword }),
        ),
      );
      const names = answers.map(({ __typename }) => __typename);
      expect(names.toSorted()).toEqual(['InvalidCredentials', 'Session']);
      const winner = wanted[names.indexOf('Session')] ?? '';
      expect((await signIn(users.client, { email, password: winner })).__typename).toBe('Session');
    });
  });
});
