import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isFree } from '../../../dev/ports.ts';
import { launch, untilGone } from '../../kit/launcher.ts';
import type { Launcher } from '../../kit/launcher.ts';

/** The README promises that Ctrl-C ends everything within this time. */
/** A killed launcher's processes get SIGKILL ten seconds after SIGTERM. */
const endLimitMs = 30_000;

let dataDirectory: string;
const launched: Launcher[] = [];

function start(settings: NodeJS.ProcessEnv = {}): Launcher {
  const launcher = launch({ DATA_DIRECTORY: dataDirectory, ...settings });
  launched.push(launcher);
  return launcher;
}

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-launcher-'));
});
afterEach(async () => {
  for (const launcher of launched.splice(0)) {
    launcher.kill('SIGTERM');
    await launcher.untilEnded();
  }
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

async function ask(router: string, query: string, token?: string): Promise<unknown> {
  const response = await fetch(`${router}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: unknown };
  return data;
}

const signUp = `mutation {
  signUp(input: { email: "kay@example.com", password: "a long enough secret", displayName: "Kay" }) {
    ... on Session { accessToken }
  }
}`;

describe('npm start', () => {
  it(
    'uses a free port, locks its data directory, ends all processes on Ctrl-C and resumes with its data',
    { timeout: 120_000 },
    async () => {
      const squatter = createServer().listen(4000, '127.0.0.1');
      // An error means that the port is occupied already, which serves as well.
      await Promise.race([once(squatter, 'listening'), once(squatter, 'error')]).catch(() => undefined);

      const first = start();
      const router = await first.untilReady();
      squatter.close();
      expect(router).not.toBe('http://localhost:4000');
      expect((await fetch(`${router}/health/ready`)).status).toBe(200);
      const { signUp: session } = (await ask(router, signUp)) as { signUp: { accessToken: string } };

      const other = start();
      expect(await other.untilEnded()).toBe(1);
      expect(other.output()).toContain(`is in use by process ${first.pid}`);

      const family = first.family();
      expect(family.length).toBeGreaterThan(7);
      first.kill('SIGINT');
      await untilGone(family, endLimitMs);
      expect(await first.untilEnded()).toBe(0);

      const second = start();
      const again = await second.untilReady();
      expect(await ask(again, '{ me { email } }', session.accessToken)).toEqual({
        me: { email: 'kay@example.com' },
      });

      const orphans = second.family();
      second.kill('SIGKILL');
      await untilGone(orphans, endLimitMs);
    },
  );

  it('an occupied PORT: refused before any process starts', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;

    const launcher = start({ PORT: String(port) });
    expect(await launcher.untilEnded()).toBe(1);
    expect(launcher.output()).toContain(`PORT is ${port}, but another program listens on that port`);
    squatter.close();
    expect(await isFree(port)).toBe(true);
  });
});
