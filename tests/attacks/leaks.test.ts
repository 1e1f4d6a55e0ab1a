import { describe, expect, it } from 'vitest';
import { createLeakCheck } from './leaks.ts';

const account = {
  ...{ userId: 'usr_1', email: 'a@example.com', password: 'a long enough password' },
  ...{ accessToken: 'header.claims.signature', refreshToken: 'ses_1.family.newest' },
};

describe('createLeakCheck', () => {
  it('reports each new line with a session id, a token or a password, without the secret itself', () => {
    const lines = ['session ses_1 ended', 'account usr_1 of a@example.com'];
    const leaks = createLeakCheck([account], [() => lines, () => ['header.claims.signature']]);

    expect(leaks()).toEqual(['session <session id> ended', 'header.claims.<access token>']);
    lines.push('password: a long enough password', 'token family');
    expect(leaks()).toEqual(['password: <password>', 'token <refresh token>']);
    expect(leaks()).toEqual([]);
  });

  it('reads all lines of a process that has started again', () => {
    let lines = ['a', 'b', 'c'];
    const leaks = createLeakCheck([account], [() => lines]);
    leaks();
    lines = ['ses_1'];

    expect(leaks()).toEqual(['<session id>']);
  });
});
