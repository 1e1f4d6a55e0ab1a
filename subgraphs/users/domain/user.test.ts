import { describe, expect, it } from 'vitest';
import { changedProfile, emailKey, newUser, publicUser, scopesOf } from './user.ts';

const now = new Date('2027-03-01T09:30:00.000Z');
const record = newUser(
  {
    id: 'usr_00000000000000000ada',
    email: 'Ada@Example.com',
    displayName: 'Ada',
    phone: null,
    roles: ['CUSTOMER'],
    passwordHash: '$argon2id$secret',
  },
  now,
);

describe('a user', () => {
  it('is announced as made, without secrets', () => {
    expect(record.outbox).toEqual([{ type: 'user.created', version: 1, at: now, data: publicUser(record) }]);
    expect(JSON.stringify(record.outbox)).not.toContain('argon2id');
  });

  it('keeps the e-mail address as typed, and one form of all its spellings', () => {
    expect(record.email).toBe('Ada@Example.com');
    expect(record.emailKey).toBe(emailKey('ADA@example.COM'));
  });

  it('is announced as changed at the next version, only when something changed', () => {
    const user = publicUser(record);
    const changed = { ...user, phone: '+351211234567', version: 2 };
    expect(changedProfile(user, { phone: '+351211234567' }, now)).toEqual({
      user: changed,
      event: { type: 'user.updated', version: 2, at: now, data: changed },
    });
    expect(changedProfile(user, { displayName: 'Ada', phone: undefined }, now)).toBeNull();
  });

  it('may read everything as an agent or admin', () => {
    expect(scopesOf(['CUSTOMER'])).toEqual([]);
    expect(scopesOf(['CUSTOMER', 'AGENT'])).toEqual(['read:any']);
    expect(scopesOf(['ADMIN'])).toEqual(['read:any']);
  });
});
