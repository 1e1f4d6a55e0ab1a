import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../platform/log.ts';
import { readLines, untilDead } from './child.ts';
import type { LogSink } from './child.ts';
import { tethered } from './tether.ts';

export type DemoSize = 'full' | 'small' | 'none';

/** What fills the stores of a local stack, each time as a process of its own. */
export interface DemoData {
  /** Whether this installation had its demo data before. */
  readonly wasLoaded: boolean;
  /** Loads catalogue, inventory and accounts; where they are there, only moves the horizon on. */
  load(): Promise<void>;
  /** Books the demo customers' trips, through the router; done once. */
  book(routerUrl: string): Promise<void>;
  /** From now on moves the horizon on each day. */
  keepUpToDate(): void;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const dayMs = 24 * 60 * 60 * 1_000;
/** Five past midnight UTC: the catalogue's new day has begun. */
const dailyAtMs = 5 * 60 * 1_000;

/**
 * @param options.marker a file that remembers that everything was loaded and booked; null where nothing can be known
 * @param options.environment the stores' addresses and the databases' names
 */
export function createDemoData(options: {
  size: DemoSize;
  marker: string | null;
  environment: NodeJS.ProcessEnv;
  log: LogSink;
  logger: Logger;
}): DemoData {
  const { size, marker, environment, log, logger } = options;
  const wasLoaded = marker !== null && existsSync(marker);
  const running = new Set<ChildProcess>();
  let daily: NodeJS.Timeout | undefined;
  let closed = false;
  const isClosed = () => closed;

  async function run(settings: NodeJS.ProcessEnv): Promise<void> {
    if (size === 'none' || isClosed()) return;
    const { command, args } = tethered(process.execPath, ['--import', 'tsx', 'dev/demo/main.ts']);
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environment, DEMO_SIZE: size, ...settings },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    const death = untilDead(child);
    for (const stream of [child.stdout, child.stderr])
      readLines(stream, (line) => {
        log('demo', line);
      });
    const how = await death;
    running.delete(child);
    child.stdin.destroy();
    if (how !== 0 && !isClosed()) throw new Error(`the demo data could not be loaded (${String(how)})`);
  }

  function scheduleNext(): void {
    const now = Date.now();
    const today = now - (now % dayMs);
    const next = today + dailyAtMs > now ? today + dailyAtMs : today + dayMs + dailyAtMs;
    daily = setTimeout(() => {
      run({}).catch((error: unknown) => {
        logger.warn({ err: error }, 'the demo data does not reach as far as it should');
      });
      scheduleNext();
    }, next - now).unref();
  }

  return {
    wasLoaded,
    load: () => run({}),
    async book(routerUrl) {
      await run({ ROUTER_URL: routerUrl });
      if (marker === null || size === 'none' || isClosed()) return;
      await writeFile(marker, `${JSON.stringify({ loadedAt: new Date().toISOString(), size })}\n`);
    },
    keepUpToDate: scheduleNext,
    async close() {
      closed = true;
      clearTimeout(daily);
      await Promise.all(
        [...running].map(async (child) => {
          const death = untilDead(child);
          child.kill('SIGKILL');
          await death;
        }),
      );
    },
  };
}
