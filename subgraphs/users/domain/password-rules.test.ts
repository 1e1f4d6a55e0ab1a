import { describe, expect, it } from 'vitest';
import { commonPasswords } from './common-passwords.ts';
import { passwordWeakness } from './password-rules.ts';

const ada = { email: 'ada.lovelace@example.com', displayName: 'Ada Lovelace' };

describe('a password', () => {
  it.each(['wayfare-demo', 'correct horse battery', 'Tr0ub4dor&3x', 'пароль-из-слов', 'my lovelace engine'])(
    'may be %s',
    (password) => {
      expect(passwordWeakness(password, ada)).toBeNull();
    },
  );

  it.each([
    ['123456789', 'at least 10'],
    ['😀😁😂🤣😃', 'at least 10'],
    ['a1b2c'.repeat(52), 'at most 256'],
    ['aaaaaaaaaaaaaaa', 'repeats too few'],
    ['PASSWORD123', 'well-known'],
    ['password123!!', 'well-known'],
    ['ada.lovelace@example.com', 'your e-mail'],
    ['Lovelace1815', 'your e-mail'],
    ['AdaLovelace!1', 'your e-mail'],
  ])('may not be %s', (password, why) => {
    expect(passwordWeakness(password, ada)).toContain(why);
  });

  it('is looked up among well-known ones of at least its shortest length', () => {
    expect([...commonPasswords].filter((known) => known.length < 10)).toEqual([]);
  });
});
