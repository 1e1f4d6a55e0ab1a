import { describe, expect, it } from 'vitest';
import { commonPasswords } from './common-passwords.ts';
import { passwordWeakness } from './password-rules.ts';

const ada = { email: 'ada.lovelace@example.com', displayName: 'Ada Lovelace' };

describe('passwordWeakness', () => {
  it.each(['wayfare-demo', 'correct horse battery', 'Tr0ub4dor&3x', 'пароль-из-слов', 'my lovelace engine'])(
    'accepts %s',
    (password) => {
      expect(passwordWeakness(password, ada)).toBeNull();
    },
  );

  it.each([
    ['123456789', 'at least 10'],
    ['😀😁😂🤣😃', 'at least 10'],
    ['a1b2c'.repeat(52), 'at most 256'],
    ['aaaaaaaaaaaaaaa', 'too few different characters'],
    ['PASSWORD123', 'a common one'],
    ['password123!!', 'a common one'],
    ['ada.lovelace@example.com', 'too similar'],
    ['Lovelace1815', 'too similar'],
    ['AdaLovelace!1', 'too similar'],
  ])('refuses %s', (password, why) => {
    expect(passwordWeakness(password, ada)).toContain(why);
  });

  it('compares with common passwords of at least the minimum length only', () => {
    expect([...commonPasswords].filter((known) => known.length < 10)).toEqual([]);
  });
});
