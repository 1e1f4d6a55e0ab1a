import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessName } from '../../../dev/processes.ts';
import { startTestStack } from '../../support/stack.ts';
import type { TestStack } from '../../support/stack.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ demo: 'none' });
});
afterAll(() => stack.close());

const names: ProcessName[] = ['router', 'users', 'orders', 'reservations', 'worker', 'redis', 'mongodb'];

describe('a stack', () => {
  it('runs the processes that it should', () => {
    expect([...stack.processNames].sort()).toEqual([...names].sort());
  });

  it.each(names)('starts %s again where it was, and serves as before', async (name) => {
    const before = stack.pid(name);
    await stack.kill(name, 'SIGKILL');
    await stack.waitUntilReady();
    expect(stack.pid(name)).toEqual(expect.any(Number));
    expect(stack.pid(name)).not.toBe(before);
    expect((await fetch(`${stack.urls.router}/health/ready`)).status).toBe(200);
    expect(stack.logs().join('\n')).toContain(`${name} died (SIGKILL); starting it again`);
  });
});
