import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { print } from 'graphql';
import { RefreshSessionDocument, SignInDocument, SignUpDocument } from '../../generated/documents.ts';
import type { Account, Attack, Target } from '../attack.ts';
import { connectGraphql, flood, leave, post, sendMessage } from '../send.ts';

const me = { query: '{ me { id } }' };
const signOut = 'mutation ($token: String!) { signOut(refreshToken: $token) }';

function signIn(target: Target, email: string, password: string, headers: Record<string, string> = {}) {
  const body = { query: print(SignInDocument), variables: { input: { email, password } } };
  return post(target, body, { headers });
}

function accountOf({ accounts }: Target, index: number): Account {
  const account = accounts[index];
  if (account === undefined) throw new Error(`expected at least ${index + 1} accounts`);
  return account;
}

/** From another network than the attack's. */
function fromElsewhere(target: Target): Target {
  return { ...target, address: target.address.replace(/^127\.\d+/, '127.40'), count: () => undefined };
}

/** Access tokens and streams end within this time. */
const endedWithinMs = 5_000;

async function untilRefused(target: Target, { accessToken }: Account): Promise<void> {
  const silent = { ...target, count: () => undefined };
  for (const until = performance.now() + endedWithinMs; performance.now() < until;) {
    if ((await post(silent, me, { token: accessToken })).includes('UNAUTHENTICATED')) break;
    await delay(100);
  }
  await post(target, me, { token: accessToken });
}

export const accountAttacks: readonly Attack[] = [
  {
    name: 'guessed passwords: one address',
    class: 'accounts',
    sends: '200 wrong passwords for 200 accounts from one address',
    expected: { refused: ['200 TooManyAttempts', '429 RATE_LIMITED'], also: ['200 InvalidCredentials'] },
    once: true,
    run: (target) =>
      flood(target, { count: 200, width: 4 }, () =>
        signIn(target, `${randomUUID()}@example.com`, 'a wrong password'),
      ),
  },
  {
    name: 'guessed passwords: unknown address',
    class: 'accounts',
    sends: '200 wrong passwords through the trusted proxy with an X-Forwarded-For that names no address',
    expected: { refused: ['200 TooManyAttempts', '429 RATE_LIMITED'], also: ['200 InvalidCredentials'] },
    once: true,
    run: (target) => {
      const forms = ['unknown', '_hidden', '', '[2001:db8::1', '203.0.113.999', ',,,'];
      return flood({ ...target, address: target.proxyAddress }, { count: 200, width: 4 }, (index) =>
        signIn(
          { ...target, address: target.proxyAddress },
          `${randomUUID()}@example.com`,
          'a wrong password',
          {
            'x-forwarded-for': forms[index % forms.length] ?? '',
          },
        ),
      );
    },
  },
  {
    name: 'lock-out of an owner',
    class: 'accounts',
    sends: "60 wrong passwords for one account; its owner then signs in from the owner's own network",
    expected: {
      refused: ['200 TooManyAttempts', '429 RATE_LIMITED'],
      also: ['200 InvalidCredentials', 'the owner signs in'],
    },
    once: true,
    seconds: 12,
    async run(target) {
      const { email, password } = accountOf(target, 1);
      await flood(target, { count: 60, width: 4 }, () => signIn(target, email, 'a wrong password'));
      const answer = await signIn(fromElsewhere(target), email, password);
      target.count(answer.includes('"accessToken"') ? 'the owner signs in' : 'the owner is locked out');
    },
  },
  {
    name: 'accounts in bulk',
    class: 'accounts',
    sends: '200 sign-ups from one address',
    expected: { refused: ['200 TooManyAttempts', '429 RATE_LIMITED'], also: ['200'] },
    once: true,
    seconds: 15,
    run: (target) =>
      flood(target, { count: 200, width: 4 }, () => {
        const input = {
          email: `${randomUUID()}@example.com`,
          password: 'a long enough password',
          displayName: 'A',
        };
        return post(target, { query: print(SignUpDocument), variables: { input } });
      }),
  },
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
