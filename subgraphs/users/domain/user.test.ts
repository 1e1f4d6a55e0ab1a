import { describe, expect, it } from 'vitest';
import { changeActivity, changeProfile, emailKey, newAccount, scopesOf } from './user.ts';

const now = new Date('2027-03-01T09:30:00.000Z');
const { user, event } = newAccount(
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

describe('an account', () => {
  it('is published as user.created at version 1, without secrets', () => {
    expect(event).toEqual({ type: 'user.created', version: 1, at: now, data: user });
    expect(JSON.stringify(event)).not.toContain('argon2id');
  });

  it('keeps the spelling of its e-mail address, with one key for all spellings', () => {
    expect(user.email).toBe('Ada@Example.com');
    expect(emailKey('Ada@Example.com')).toBe(emailKey('ADA@example.COM'));
  });

  it('is published as user.updated at the next version when its profile changes, and only then', () => {
    const changed = { ...user, phone: '+351211234567', version: 2 };
    expect(changeProfile(user, { phone: '+351211234567' }, now)).toEqual({
      user: changed,
      event: { type: 'user.updated', version: 2, at: now, data: changed },
    });
    expect(changeProfile(user, { displayName: 'Ada', phone: undefined }, now)).toBeNull();
  });

  it('has the scope read:any with the role AGENT or ADMIN', () => {
    expect(scopesOf(['CUSTOMER'])).toEqual([]);
    expect(scopesOf(['CUSTOMER', 'AGENT'])).toEqual(['read:any']);
    expect(scopesOf(['ADMIN'])).toContain('read:any');
  });

  it('has the scope suspend:users with the role ADMIN only', () => {
    expect(scopesOf(['CUSTOMER', 'ADMIN'])).toEqual(['read:any', 'suspend:users']);
  });

  it('is published as user.updated when it is suspended or restored, and only then', () => {
    const suspended = { ...user, isActive: false, version: 2 };
    expect(changeActivity(user, false, now)).toEqual({
      user: suspended,
      event: { type: 'user.updated', version: 2, at: now, data: suspended },
    });
    expect(changeActivity(user, true, now)).toBeNull();
    expect(changeActivity(suspended, true, now)?.user).toEqual({ ...user, version: 3 });
  });
});
