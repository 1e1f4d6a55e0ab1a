import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStackFile } from '../../../dev/stack-file.ts';
import { launch } from '../../kit/launcher.ts';
import type { Launcher } from '../../kit/launcher.ts';
import { ask, errorCodes } from '../../kit/router.ts';

interface StartedStack {
  directory: string;
  launcher: Launcher;
  router: string;
}

const launched: Pick<StartedStack, 'directory' | 'launcher'>[] = [];
let stacks: readonly StartedStack[] = [];
beforeAll(async () => {
  for (const name of ['one', 'two']) {
    const directory = await mkdtemp(join(tmpdir(), `wayfare-${name}-`));
    launched.push({ directory, launcher: launch({ DATA_DIRECTORY: directory }) });
  }
  stacks = await Promise.all(
    launched.map(async (each) => ({ ...each, router: await each.launcher.untilReady() })),
  );
}, 150_000);
afterAll(async () => {
  for (const { launcher, directory } of launched) {
    launcher.kill('SIGTERM');
    await launcher.untilEnded();
    await rm(directory, { recursive: true, force: true });
  }
});

const signUp = `mutation ($email: String!) {
  signUp(input: { email: $email, password: "a long enough secret", displayName: "Kay" }) {
    ... on Session { accessToken }
  }
}`;

async function signUpAt({ router }: StartedStack, email: string): Promise<string> {
  const { data } = await ask(router, signUp, { variables: { email } });
  return (data as { signUp: { accessToken: string } }).signUp.accessToken;
}

describe('two stacks started at the same moment', { timeout: 60_000 }, () => {
  it('have different ports, and no process of theirs is restarted', () => {
    const addresses = stacks.flatMap(({ directory }) => {
      const file = readStackFile(directory);
      return file === null ? [] : [file.mongoUrl, file.redisUrl, ...Object.values(file.urls)];
    });
    expect(addresses).toHaveLength(14);
    expect(new Set(addresses).size).toBe(14);
    for (const { launcher } of stacks)
      expect(launcher.output()).not.toMatch(/EADDRINUSE|restarting|not ready:/);
  });

  it('each talks to itself only: accounts and tokens of one are unknown to the other', async () => {
    const [one, two] = stacks as [StartedStack, StartedStack];
    const tokens = [await signUpAt(one, 'ann@example.com'), await signUpAt(two, 'ben@example.com')] as const;
    expect((await ask(one.router, '{ me { email } }', { token: tokens[0] })).data).toEqual({
      me: { email: 'ann@example.com' },
    });
    expect((await ask(two.router, '{ me { email } }', { token: tokens[1] })).data).toEqual({
      me: { email: 'ben@example.com' },
    });
    expect(errorCodes(await ask(two.router, '{ me { email } }', { token: tokens[0] }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});
