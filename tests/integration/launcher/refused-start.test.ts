import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launch } from '../../kit/launcher.ts';

let parent: string;
let dataDirectory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'wayfare-refused-'));
  dataDirectory = join(parent, 'data');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

/** Runs `npm start` until it exits. @returns its output */
async function refused(settings: NodeJS.ProcessEnv): Promise<string> {
  const launcher = launch({ DATA_DIRECTORY: dataDirectory, DEMO_SIZE: 'full', ...settings });
  expect(await launcher.untilEnded()).toBe(1);
  return launcher.output();
}

describe('refused start', () => {
  it('names every invalid setting of every process and starts no process', async () => {
    const output = await refused({
      DEMO_SIZE: 'huge',
      QUOTE_TTL_SECONDS: 'soon',
      HOLD_SECONDS: '-1',
      LIMIT_DEPTH: 'deep',
      SANDBOX_SLOW_MS: 'very',
    });
    // The whole output: no store was started and no demo data loaded.
    const [title, ...faults] = output.trimEnd().split('\n');
    expect(title).toBe('Faulty settings:');
    expect(faults.map((fault) => /^ {2}(\w+): .+ \((.+)\)$/.exec(fault)?.slice(1).join(' of '))).toEqual([
      'DEMO_SIZE of npm start',
      'SANDBOX_SLOW_MS of orders',
      'QUOTE_TTL_SECONDS of reservations',
      'HOLD_SECONDS of reservations',
      'LIMIT_DEPTH of router',
    ]);
    expect(existsSync(dataDirectory)).toBe(false);
  });

  it('an occupied port: no data directory remains', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    expect(await refused({ PORT: String(port) })).toContain(
      `PORT is ${port}, but another program listens on that port`,
    );
    squatter.close();
    expect(existsSync(dataDirectory)).toBe(false);
  });

  it('no redis-server: no data directory remains', async () => {
    // With an empty PATH there is neither a redis-server nor an installer.
    expect(await refused({ PATH: parent })).toMatch(/redis/i);
    expect(existsSync(dataDirectory)).toBe(false);
  });
});
