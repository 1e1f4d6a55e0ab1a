import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../dev/ports.ts';
import { ForeignProcessError, supervise } from '../../../dev/supervisor.ts';
import type { SupervisedProcess } from '../../../dev/supervisor.ts';
import { createLogger } from '../../../platform/log.ts';
import { eventually } from '../../kit/eventually.ts';
import { startHttpServer } from '../../kit/http-server.ts';
import { isRunning } from '../../kit/processes.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const running: SupervisedProcess[] = [];

/** Supervises the fixture and collects the output of both. */
async function superviseFixture(behaviour: 'serves' | 'dies' | 'faulty' | 'stubborn', givenPort?: number) {
  const port = givenPort ?? (await freePort());
  const lines: string[] = [];
  const said: string[] = [];
  const supervised = supervise(
    {
      name: 'fixture',
      command: process.execPath,
      args: ['process.mjs'],
      cwd: fixtures,
      environment: { ...process.env, BEHAVIOUR: behaviour, PORT: String(port) },
      async isReady(signal, { instanceId }) {
        const response = await fetch(`http://127.0.0.1:${port}`, { signal });
        if ((await response.text()) !== instanceId) throw new ForeignProcessError('another process answers.');
        return true;
      },
    },
    (_name, line) => lines.push(line),
    createLogger('test', 'info', {
      write: (line) => said.push((JSON.parse(line) as { msg: string }).msg),
    }),
  );
  running.push(supervised);
  return { supervised, lines, said };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close(1_000)));
});

describe('supervised processes', () => {
  it('ready once it serves; its output is forwarded', async () => {
    const { supervised, lines } = await superviseFixture('serves');
    await supervised.untilReady();
    expect(supervised.status).toBe('ready');
    expect(lines).toEqual(expect.arrayContaining(['{"level":"info","msg":"here"}', 'plain words']));
  });

  it('restarted with growing delay after each death, and logged', async () => {
    const { supervised, said } = await superviseFixture('serves');
    await supervised.untilReady();
    const first = supervised.pid;
    for (let death = 0; death < 3; death += 1) {
      await supervised.kill('SIGKILL');
      await supervised.untilReady();
    }
    expect(supervised.pid).not.toBe(first);
    expect(said).toEqual(
      [200, 400, 800].flatMap((delayMs) => [
        `fixture exited (SIGKILL); restarting in ${delayMs} ms`,
        'fixture is ready again',
      ]),
    );
  });

  it('another process on its port: never ready, and logged', async () => {
    const foreign = await startHttpServer((_request, response) => {
      response.end('the instance of another stack');
    });
    const { supervised, said } = await superviseFixture('serves', Number(new URL(foreign.origin).port));
    await expect(supervised.untilReady()).rejects.toThrow('fixture did not start');
    expect(said).toContain('fixture is not ready: another process answers.');
    expect(said).not.toContain('fixture is ready again');
    await foreign.stop();
  });

  it('held: stays down until released', async () => {
    const { supervised, said } = await superviseFixture('serves');
    await supervised.untilReady();
    await supervised.hold();
    expect(supervised.pid).toBeUndefined();
    supervised.release();
    await supervised.untilReady();
    expect(said).toEqual(['fixture is ready again']);
  });

  it('closed while held', async () => {
    const { supervised } = await superviseFixture('serves');
    await supervised.untilReady();
    await supervised.hold();
    await supervised.close(1_000);
    expect(supervised.status).toBe('closed');
  });

  it('never ready: stopped after five attempts', async () => {
    const { supervised, lines } = await superviseFixture('dies');
    await expect(supervised.untilReady()).rejects.toThrow('fixture did not start');
    await eventually(() => {
      expect(lines.filter((line) => line === 'plain words')).toHaveLength(5);
    });
  });

  it('invalid settings: stopped without a retry', async () => {
    const { supervised, said } = await superviseFixture('faulty');
    await expect(supervised.untilReady()).rejects.toThrow('fixture did not start');
    expect(said).toEqual(['fixture did not start (exit code 78); its output is above']);
  });

  it('ignores SIGTERM: killed', async () => {
    const { supervised, said } = await superviseFixture('stubborn');
    await supervised.untilReady();
    const pid = supervised.pid ?? 0;
    await supervised.close(100);
    expect(isRunning(pid)).toBe(false);
    expect(said).toEqual(['fixture did not exit within 100 ms; killing it']);
  });

  it('closed during the restart delay: not restarted', async () => {
    const { supervised } = await superviseFixture('serves');
    await supervised.untilReady();
    await supervised.kill('SIGKILL');
    await supervised.close(1_000);
    expect(supervised.pid).toBeUndefined();
    await expect(supervised.untilReady()).rejects.toThrow('fixture was closed');
  });
});
