import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../platform/log.ts';
import { describeExit, readLines, untilExit } from './child.ts';
import type { LogSink } from './child.ts';
import { tetheredCommand } from './tether.ts';

export type DemoSize = 'full' | 'small' | 'none';

/** Loads the demo data of a local stack. Each load runs in its own process. */
export interface DemoData {
  /** True where this installation has all its demo data already. */
  readonly wasLoaded: boolean;
  /** Loads catalogue, inventory and accounts; where they are loaded, extends the inventory to its horizon. */
  load(): Promise<void>;
  /** Books the demo customers' trips through the router, once. */
  book(routerUrl: string): Promise<void>;
  /** Extends the inventory in the background; repeats a load that fails. */
  extend(): void;
  /** Extends the inventory every day from now on. */
  keepUpToDate(): void;
  close(): Promise<void>;
}

export interface DemoDataOptions {
  size: DemoSize;
  /** A file that is written once all is loaded and booked; null to load and book at each start. */
  marker: string | null;
  /** Contains the stores' addresses and the databases' names. */
  environment: NodeJS.ProcessEnv;
  log: LogSink;
  logger: Logger;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const dayMs = 24 * 60 * 60 * 1_000;
/** 00:05 UTC: the catalogue's new day has begun. */
const dailyAtMs = 5 * 60 * 1_000;

/** The delay after which a failed load is repeated. */
const repeatAfterMs = 60_000;

export function createDemoData(options: DemoDataOptions): DemoData {
  return new DemoLoader(options);
}

class DemoLoader implements DemoData {
  readonly wasLoaded: boolean;
  private readonly options: DemoDataOptions;
  private readonly children = new Set<ChildProcess>();
  private dailyTimer: NodeJS.Timeout | undefined;
  private repeatTimer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(options: DemoDataOptions) {
    this.options = options;
    this.wasLoaded = options.marker !== null && existsSync(options.marker);
  }

  async load(): Promise<void> {
    await this.run({});
  }

  async book(routerUrl: string): Promise<void> {
    await this.run({ ROUTER_URL: routerUrl });
    const { marker, size } = this.options;
    if (marker === null || size === 'none' || this.isClosed()) return;
    await writeFile(marker, `${JSON.stringify({ loadedAt: new Date().toISOString(), size })}\n`, {
      mode: 0o600,
    });
  }

  extend(): void {
    clearTimeout(this.repeatTimer);
    this.run({}).catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'demo inventory not extended: its last days are missing');
      if (this.isClosed()) return;
      this.repeatTimer = setTimeout(() => {
        this.extend();
      }, repeatAfterMs).unref();
    });
  }

  keepUpToDate(): void {
    const now = Date.now();
    const today = now - (now % dayMs);
    const next = today + dailyAtMs > now ? today + dailyAtMs : today + dayMs + dailyAtMs;
    this.dailyTimer = setTimeout(() => {
      this.extend();
      this.keepUpToDate();
    }, next - now).unref();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.dailyTimer);
    clearTimeout(this.repeatTimer);
    await Promise.all(
      [...this.children].map(async (child) => {
        const exit = untilExit(child);
        child.kill('SIGKILL');
        await exit;
      }),
    );
  }

  /** Runs the loader with `settings`. @throws Error where it fails */
  private async run(settings: NodeJS.ProcessEnv): Promise<void> {
    const { size, environment, log } = this.options;
    if (size === 'none' || this.isClosed()) return;
    const { command, args } = tetheredCommand(process.execPath, ['--import', 'tsx', 'dev/demo/main.ts']);
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environment, DEMO_SIZE: size, ...settings },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.children.add(child);
    const exited = untilExit(child);
    for (const stream of [child.stdout, child.stderr])
      readLines(stream, (line) => {
        log('demo', line);
      });
    const exit = await exited;
    this.children.delete(child);
    child.stdin.destroy();
    if (exit !== 0 && !this.isClosed()) throw new Error(`demo data loader failed (${describeExit(exit)})`);
  }

  private isClosed(): boolean {
    return this.closed;
  }
}
