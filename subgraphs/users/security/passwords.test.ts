import { describe, expect, it } from 'vitest';
import { createPasswords } from './passwords.ts';

describe('passwords', async () => {
  const passwords = await createPasswords();

  it('are right for the hash that was made of them, and for no other', async () => {
    const hash = await passwords.hash('a long enough secret');
    expect(await passwords.verify(hash, 'a long enough secret')).toBe(true);
    expect(await passwords.verify(hash, 'another long secret')).toBe(false);
  });

  it('are the same however a keyboard composes their characters', async () => {
    const hash = await passwords.hash('crème brûlée');
    expect(await passwords.verify(hash, 'crème brûlée'.normalize('NFD'))).toBe(true);
  });

  it('are never right where there is no account', async () => {
    expect(await passwords.verify(null, '')).toBe(false);
  });
});
