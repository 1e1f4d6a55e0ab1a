import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../kit/eventually.ts';

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
});

/** A process with a request under way. */
async function underWay(settings: Record<string, string> = {}) {
  const child = fork(fileURLToPath(new URL('fixtures/draining.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  running.push(child);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const [url] = (await once(child, 'message')) as [string];
  const asked = once(child, 'message');
  const answer = fetch(`${url}/slow`).then((response) => response.text());
  // A killed process does not answer: not an unhandled rejection, since only some tests await the answer.
  answer.catch(() => undefined);
  await asked;
  const untilSaid = (words: string) =>
    eventually(() => {
      expect(output).toContain(words);
    });
  return { child, answer, ended, untilSaid };
}

describe('runProcess', () => {
  it('drain: answers running requests first', async () => {
    const { child, answer, ended, untilSaid } = await underWay();
    child.kill('SIGTERM');
    await untilSaid('stopping');
    child.send('go on');
    expect(await answer).toBe('done');
    expect(await ended).toBe(0);
  });

  it('drain: exits with 1 after DRAIN_SECONDS, and logs the timeout', async () => {
    const { child, answer, ended, untilSaid } = await underWay({ DRAIN_SECONDS: '1' });
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    await expect(answer).rejects.toThrow();
    await untilSaid('process drain timed out');
  });

  it('drains when the parent that spawned it ends', async () => {
    const { child, ended, untilSaid } = await underWay({ DRAIN_SECONDS: '1' });
    child.disconnect();
    expect(await ended).toBe(1);
    await untilSaid('the parent process is gone');
  });
});
