import { describe, expect, it } from 'vitest';
import { createPasswords } from './passwords.ts';

describe('passwords', async () => {
  const passwords = await createPasswords();

  it('match their own hash only', async () => {
    const hash = await passwords.hash('a long enough secret');
    expect(await passwords.verify(hash, 'a long enough secret')).toBe(true);
    expect(await passwords.verify(hash, 'another long secret')).toBe(false);
  });

  it('match in every Unicode normalisation form', async () => {
    const hash = await passwords.hash('crème brûlée');
    expect(await passwords.verify(hash, 'crème brûlée'.normalize('NFD'))).toBe(true);
  });

  it('never match for a missing account', async () => {
    expect(await passwords.verify(null, '')).toBe(false);
  });
});
