import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import { launch } from '../../kit/launcher.ts';
import type { Launcher } from '../../kit/launcher.ts';
import { runOperatorCommand } from '../../kit/operator-commands.ts';

const entries = {
  inventoryCheck: 'subgraphs/reservations/operator/inventory-check/main.ts',
  saga: 'subgraphs/reservations/operator/saga/main.ts',
};
/** The machine may be busy. */
const patience = { timeoutMs: 60_000 };
/** Ignores a local `.env` file. */
const shutOut = { MONGODB_URL: '', REDIS_URL: '' };

let dataDirectory: string;
let launcher: Launcher;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-operating-'));
  launcher = launch({ DATA_DIRECTORY: dataDirectory, DEMO_SIZE: 'small' });
});
afterAll(async () => {
  launcher.kill('SIGTERM');
  await launcher.untilEnded();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Runs an operators' npm script with the data directory as its only setting. */
const run = (entry: keyof typeof entries, ...args: string[]) =>
  runOperatorCommand(['dev/operate.ts', entries[entry], ...args], {
    ...shutOut,
    DATA_DIRECTORY: dataDirectory,
  });

describe('operator commands beside npm start', { timeout: 200_000 }, () => {
  it('find the stores of a stack that still starts, by the DATA_DIRECTORY of .env', async () => {
    await eventually(() => {
      expect(existsSync(join(dataDirectory, 'stack.json'))).toBe(true);
    }, patience);
    expect(launcher.output()).not.toContain('Wayfare is ready');
    await writeFile(join(dataDirectory, '.env'), `DATA_DIRECTORY=${dataDirectory}\n`);
    const listed = await runOperatorCommand(['dev/operate.ts', entries.saga, 'list'], shutOut, dataDirectory);
    expect(listed).toMatchObject({ code: 0 });
  });

  it('find the running stack’s stores, or explain that no stack runs', async () => {
    await launcher.untilReady();
    const checked = await run('inventoryCheck');
    expect(checked).toMatchObject({ code: 0, errors: '' });
    expect(checked.lines.join('\n')).toMatch(
      /Compared \d+ inventory documents with \d+ nights and \d+ seats against [1-9]\d* reservations: no differences\.$/,
    );
    expect((await run('saga', 'list')).lines).toEqual(['No unfinished bookings.']);

    launcher.kill('SIGTERM');
    expect(await launcher.untilEnded()).toBe(0);
    expect(existsSync(join(dataDirectory, 'stack.json'))).toBe(false);
    const refused = await run('saga', 'list');
    expect(refused).toMatchObject({ code: 2, lines: [] });
    expect(refused.errors).toContain(`no stack runs in ${dataDirectory} (DATA_DIRECTORY)`);
    expect(refused.errors).toContain('Start a stack with `npm start`');
  });
});
