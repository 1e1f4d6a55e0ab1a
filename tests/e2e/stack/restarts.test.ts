import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessName } from '../../../dev/processes.ts';
import { startTestStack } from '../../kit/stack.ts';
import type { TestStack } from '../../kit/stack.ts';

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
});
