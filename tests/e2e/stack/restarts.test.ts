import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessName } from '../../../dev/processes.ts';
import { eventually } from '../../kit/eventually.ts';
import { signUpTraveller } from '../../kit/graph-client.ts';
import { ask } from '../../kit/router.ts';
import { startTestStack } from '../../kit/stack.ts';
import type { TestStack } from '../../kit/stack.ts';

/** The machine may be busy. */
const patience = { timeoutMs: 90_000 };

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ demo: 'none' });
});
afterAll(() => stack.close());

const services: ProcessName[] = ['router', 'users', 'orders', 'reservations', 'worker'];
const stores: ProcessName[] = ['redis', 'mongodb'];

describe('the stack', () => {
  it('runs the expected processes', () => {
    expect(new Set(stack.processNames)).toEqual(new Set([...services, ...stores]));
  });

  it.each([
    ['its stores', stores],
    ['its services', services],
  ])('killed %s restart on their ports and serve again', async (_which, names) => {
    const before = names.map((name) => stack.pid(name));
    await Promise.all(names.map((name) => stack.kill(name, 'SIGKILL')));
    await stack.waitUntilReady();
    for (const [at, name] of names.entries()) {
      expect(stack.pid(name)).toEqual(expect.any(Number));
      expect(stack.pid(name)).not.toBe(before[at]);
      expect(stack.logs().join('\n')).toContain(`${name} exited (SIGKILL); restarting`);
    }
    expect((await fetch(`${stack.urls.router}/health/ready`)).status).toBe(200);
  });

  it(
    'a router that starts while users is away accepts a token that was signed earlier, and becomes ready',
    { timeout: 200_000 },
    async () => {
      const { session } = await signUpTraveller(stack.urls.router);
      await stack.hold('users');
      await stack.kill('router');
      await eventually(async () => {
        const answer = await ask(stack.urls.router, '{ __typename }', { token: session.accessToken });
        expect(answer).toMatchObject({ status: 200, data: { __typename: 'Query' } });
      }, patience);
      // After the wait for the first answer of users.
      await eventually(async () => {
        expect((await fetch(`${stack.urls.router}/health/ready`)).status).toBe(200);
      }, patience);
      expect(stack.logs().join('\n')).toContain('kept JWKS in use');
      stack.release('users');
      await stack.waitUntilReady();
    },
  );
});
