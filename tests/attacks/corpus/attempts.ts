import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { print } from 'graphql';
import { SignInDocument, SignUpDocument } from '../../generated/documents.ts';
import type { Attack, Target } from '../attack.ts';
import { flood, head, openSocket, post } from '../send.ts';
import { accountOf, signIn, signInFrom, silent } from './customers.ts';

/** From another network than the attack's. */
function fromElsewhere(target: Target): Target {
  return { ...silent(target), address: target.address.replace(/^127\.\d+/, '127.40') };
}

export const attemptAttacks: readonly Attack[] = [
  {
    name: 'guessed passwords: one address',
    class: 'accounts',
    sends: '200 wrong passwords for 200 accounts from one address',
    expected: { refused: ['200 TooManyAttempts'], also: ['200 InvalidCredentials'] },
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
    expected: { refused: ['200 TooManyAttempts'], also: ['200 InvalidCredentials'] },
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
    name: 'guessed passwords: address in many forms',
    class: 'accounts',
    sends:
      '400 wrong passwords through the trusted proxy, with two addresses under ports, brackets and quotes',
    expected: {
      refused: ['200 TooManyAttempts'],
      also: ['200 InvalidCredentials'],
      atMost: { '200 InvalidCredentials': 200 },
    },
    once: true,
    seconds: 8,
    run: (target) => {
      const [, second = '', third = ''] = target.address.split('.');
      const ipv4 = `198.${second}.${third}.9`;
      const ipv6 = `2001:db8:${second}:${third}::9`;
      const fromProxy = { ...target, address: target.proxyAddress };
      return flood(fromProxy, { count: 400, width: 4 }, (index) => {
        const forms = [ipv4, `${ipv4}:${index + 1}`, `::ffff:${ipv4}`];
        const others = [ipv6, `[${ipv6}]`, `[${ipv6}]:${index + 1}`, `"[${ipv6}]:${index + 1}"`];
        const all = target.unique() % 2 === 0 ? forms : others;
        return signIn(fromProxy, `${randomUUID()}@example.com`, 'a wrong password', {
          'x-forwarded-for': all[index % all.length] ?? '',
        });
      });
    },
  },
  {
    name: 'forwarded headers of an untrusted peer',
    class: 'accounts',
    sends: '200 wrong passwords, each with another X-Forwarded-For, straight to the router',
    expected: { refused: ['200 TooManyAttempts'], also: ['200 InvalidCredentials'] },
    logged: 'forwarded headers of an untrusted peer ignored',
    once: true,
    run: (target) =>
      flood(target, { count: 200, width: 4 }, (index) =>
        signIn(target, `${randomUUID()}@example.com`, 'a wrong password', {
          'x-forwarded-for': `203.0.113.${index}`,
          forwarded: `for=203.0.113.${index}`,
        }),
      ),
  },
  {
    name: 'guessed passwords: connections reset early',
    class: 'accounts',
    sends: '150 wrong passwords over connections that are reset at once, then one more',
    expected: { refused: ['200 TooManyAttempts'], also: ['reset'] },
    once: true,
    async run(target) {
      for (let index = 0; index < 150; index += 1) {
        const socket = await openSocket(target);
        if (socket === null) continue;
        const email = `${randomUUID()}@example.com`;
        const input = { email, password: 'a wrong password' };
        const body = JSON.stringify({ query: print(SignInDocument), variables: { input } });
        const headers = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
        await new Promise((resolve) => socket.write(head('POST', '/graphql', headers) + body, resolve));
        // The router must have read it: what nobody waits for is not begun.
        await delay(15);
        socket.resetAndDestroy();
        target.count('reset');
      }
      await signIn(target, `${randomUUID()}@example.com`, 'a wrong password');
    },
  },
  {
    name: 'lock-out of an owner: known device',
    class: 'accounts',
    sends: "60 wrong passwords from the owner's own network; the owner then signs in from a known device",
    expected: {
      refused: ['200 TooManyAttempts'],
      also: ['200 InvalidCredentials', 'the owner signs in'],
    },
    once: true,
    seconds: 8,
    async run(target) {
      const { email, password } = accountOf(target, 9);
      const first = await signInFrom(target, { email, password });
      const [, deviceToken = ''] = /"deviceToken":"([^"]+)"/.exec(first) ?? [];
      await flood(target, { count: 60, width: 4 }, () => signIn(target, email, 'a wrong password'));
      const answer = await signInFrom(target, { email, password, deviceToken });
      target.count(answer.includes('"accessToken"') ? 'the owner signs in' : 'the owner is locked out');
    },
  },
  {
    name: 'lock-out of an owner',
    class: 'accounts',
    sends: "60 wrong passwords for one account; its owner then signs in from the owner's own network",
    expected: {
      refused: ['200 TooManyAttempts'],
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
    expected: { refused: ['200 TooManyAttempts'], also: ['200'] },
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
];
