import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { print } from 'graphql';
import { RefreshSessionDocument } from '../../generated/documents.ts';
import type { Account, Attack, Target } from '../attack.ts';
import { connectGraphql, head, leave, post, sendMessage, sendRaw } from '../send.ts';
import { accountOf, signIn, silent } from './customers.ts';

const me = { query: '{ me { id } }' };
const signOut = 'mutation ($token: String!) { signOut(refreshToken: $token) }';
const changePassword = `mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { __typename }
}`;
const setUserActive = `mutation ($input: SetUserActiveInput!) {
  setUserActive(input: $input) { __typename }
}`;

/** Access tokens and streams end within this time. */
const endedWithinMs = 5_000;

async function untilRefused(target: Target, { accessToken }: Account): Promise<void> {
  for (const until = performance.now() + endedWithinMs; performance.now() < until;) {
    if ((await post(silent(target), me, { token: accessToken })).includes('UNAUTHENTICATED')) break;
    await delay(100);
  }
  await post(target, me, { token: accessToken });
}

export const accountAttacks: readonly Attack[] = [
  {
    name: 'tokens after sign-out',
    class: 'accounts',
    sends: 'an access token, and a WebSocket of it, five seconds after the sign-out of its session',
    expected: { refused: ['401 UNAUTHENTICATED'], also: ['200', 'close 4401', 'close 4403', 'stream ended'] },
    once: true,
    seconds: 12,
    async run(target) {
      const account = accountOf(target, 2);
      const socket = await connectGraphql(target, { Authorization: `Bearer ${account.accessToken}` });
      if (socket === null) throw new Error('expected a WebSocket');
      const stream = { hasEnded: false };
      socket.on(
        'message',
        (bytes: Buffer) => (stream.hasEnded ||= /"type":"(complete|error)"/.test(bytes.toString())),
      );
      socket.once('close', () => (stream.hasEnded = true));
      const query = 'subscription { myReservationsUpdated { id } }';
      sendMessage(socket, { id: '1', type: 'subscribe', payload: { query } });
      await post(target, { query: signOut, variables: { token: account.refreshToken } });
      await untilRefused(target, account);
      for (const until = performance.now() + endedWithinMs; !stream.hasEnded && performance.now() < until;)
        await delay(50);
      target.count(stream.hasEnded ? 'stream ended' : 'stream goes on');
      leave(socket);
    },
  },
  {
    name: 'tokens after a change of password',
    class: 'accounts',
    sends: 'an access token of before the change of its password, five seconds later',
    expected: { refused: ['401 UNAUTHENTICATED'], also: ['password changed'] },
    once: true,
    seconds: 9,
    async run(target) {
      const account = accountOf(target, 10);
      const input = { currentPassword: account.password, newPassword: `${randomUUID()} as a password` };
      const body = { query: changePassword, variables: { input } };
      const answer = await post(silent(target), body, { token: account.accessToken });
      if (answer.includes('"Session"')) target.count('password changed');
      await untilRefused(target, account);
    },
  },
  {
    name: 'tokens of a suspended account',
    class: 'accounts',
    sends: 'an access token, a refresh token and the password of an account that an admin has suspended',
    expected: {
      refused: ['401 UNAUTHENTICATED'],
      also: ['suspended', '200 AccountSuspended', '200 SessionExpired'],
    },
    once: true,
    seconds: 9,
    async run(target) {
      const account = accountOf(target, 11);
      const body = { query: setUserActive, variables: { input: { id: account.userId, isActive: false } } };
      const answer = await post(silent(target), body, { token: target.adminToken });
      if (answer.includes('"UserActivitySet"')) target.count('suspended');
      await untilRefused(target, account);
      await signIn(target, account.email, account.password);
      const variables = { refreshToken: account.refreshToken };
      await post(target, { query: print(RefreshSessionDocument), variables });
    },
  },
  {
    name: 'secrets in the log',
    class: 'accounts',
    sends:
      'reused refresh tokens, and tokens in wrong types, in invalid documents and in URLs: no log may have them',
    expected: {
      refused: ['200 SessionExpired', '400 GRAPHQL_PARSE_FAILED', '400 BAD_USER_INPUT'],
      also: [
        '200',
        '400 GRAPHQL_VALIDATION_FAILED',
        '400 BAD_REQUEST',
        '401 UNAUTHENTICATED',
        '404 NOT_FOUND',
      ],
    },
    once: true,
    async run(target) {
      const { refreshToken, accessToken } = accountOf(target, 0);
      const refresh = { query: print(RefreshSessionDocument), variables: { refreshToken } };
      const renewed = await post(target, refresh);
      const [, next = ''] = /"refreshToken":"([^"]+)"/.exec(renewed) ?? [];
      await post(target, { ...refresh, variables: { refreshToken: next } });
      // Its reuse ends the session.
      await post(target, refresh);
      await post(target, { query: signOut, variables: { token: [refreshToken] } });
      await post(target, { query: `mutation { signOut(refreshToken: ${refreshToken}) }` });
      await post(target, { query: `mutation { signOut(token: "${refreshToken}") }` });
      await post(target, me, { headers: { authorization: `Bearer ${accessToken}x` } });
      await sendRaw(target, head('GET', `/${accessToken}`), { withinMs: 500 });
      await sendRaw(target, head('GET', `/graphql?query=${refreshToken}`), { withinMs: 500 });
    },
  },
  {
    name: 'sign-out without the secret',
    class: 'accounts',
    sends: "a session's id without or with a wrong secret",
    expected: { refused: ['still signed in'], also: ['200', '400 BAD_USER_INPUT', '401 UNAUTHENTICATED'] },
    once: true,
    inSample: true,
    async run(target) {
      const { refreshToken } = accountOf(target, 3);
      const [session = ''] = refreshToken.split('.');
      const guess = 'A'.repeat(43);
      for (const token of [session, `${session}.`, `${session}.${guess}`, `${session}.${guess}.${guess}`]) {
        await post(target, { query: signOut, variables: { token } });
      }
      const body = { query: print(RefreshSessionDocument), variables: { refreshToken } };
      const answer = await post(target, body);
      target.count(answer.includes('"accessToken"') ? 'still signed in' : 'signed out');
    },
  },
];
