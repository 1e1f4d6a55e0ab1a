import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Logger } from '../platform/log.ts';
import { backoffMs } from '../platform/resilience/backoff.ts';
import { pause } from '../platform/resilience/pause.ts';
import { describeExit, readLines, untilExit } from './child.ts';
import type { ExitReason, LogSink } from './child.ts';
import { tetheredCommand } from './tether.ts';

/** A process of the stack and how to start it. */
export interface ProcessSpec {
  name: string;
  /** It runs tethered: it ends with the launcher. */
  command: string;
  args: readonly string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** Settings until the process has served for the first time. */
  firstEnvironment?: NodeJS.ProcessEnv;
  /** Keeps the output back, and prints its last lines when the process exits. */
  quiet?: boolean;
  /**
   * True once the process can serve; a rejection counts as false.
   * @param own tells the process from another that answers at its address
   * @throws ForeignProcessError where another process answers
   */
  isReady(signal: AbortSignal, own: ProcessIdentity): Promise<boolean>;
}

/** Identifies a run of a supervised process. */
export interface ProcessIdentity {
  pid: number;
  /** The process has it as the setting INSTANCE_ID. */
  instanceId: string;
}

/** Another process answers at the address of a supervised process. */
export class ForeignProcessError extends Error {
  override readonly name = 'ForeignProcessError';
}

/**
 * - `starting`: cannot serve yet, or waits for its restart
 * - `failed`: has never served and is not restarted
 */
export type ProcessStatus = 'starting' | 'ready' | 'failed' | 'closed';

export interface SupervisedProcess {
  readonly name: string;
  /** The process id; undefined while the process is down. */
  readonly pid: number | undefined;
  readonly status: ProcessStatus;
  /** Resolves once the process can serve. @throws Error where it failed to start or was closed */
  untilReady(): Promise<void>;
  /** Sends a signal. After a fatal signal, resolves once the process has exited; it is then restarted. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Kills the process and keeps it down until `release`; resolves once it has exited. */
  hold(): Promise<void>;
  release(): void;
  /** Stops the process without a restart: SIGTERM, and SIGKILL after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

const probeIntervalMs = 50;
const restartBackoff = { firstMs: 200, maxMs: 10_000 };
/** A process that has served this long starts again with the first delay. */
const stableAfterMs = 10_000;
/** The number of attempts for a process that has never served. */
const maxAttempts = 5;
/** The time for the last output of an exited process to arrive. */
const lastOutputMs = 250;
/** The number of lines kept of a quiet process. */
const maxKeptLines = 20;
/** The exit code for invalid settings (sysexits.h, EX_CONFIG): a restart would find the same settings. */
const invalidSettings = 78;
const nonFatalSignals: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'];

/** Starts a process, restarts it with growing delays whenever it exits, and passes its output on line by line. */
export function supervise(
  spec: ProcessSpec,
  log: LogSink,
  logger: Logger,
  onSpawn: OnSpawn = () => undefined,
): SupervisedProcess {
  return new Supervisor(spec, log, logger, onSpawn);
}

/** Called with each process as soon as it runs, and again after each restart. */
export type OnSpawn = (name: string, pid: number) => void;

class Supervisor implements SupervisedProcess {
  readonly name: string;
  private readonly spec: ProcessSpec;
  private readonly log: LogSink;
  private readonly logger: Logger;
  private readonly onSpawn: OnSpawn;
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;
  private currentStatus: ProcessStatus = 'starting';
  private child: ChildProcess | undefined;
  private identity: ProcessIdentity | undefined;
  private hasServed = false;
  /** The run for which the log names a foreign process. */
  private warnedOf: string | undefined;
  /** Exits since the process was last stable. */
  private exits = 0;
  /** Resolves on `release`, while the process is held. */
  private released: Promise<unknown> | undefined;

  constructor(spec: ProcessSpec, log: LogSink, logger: Logger, onSpawn: OnSpawn) {
    this.name = spec.name;
    this.spec = spec;
    this.log = log;
    this.logger = logger;
    this.onSpawn = onSpawn;
    this.running = this.run();
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get status(): ProcessStatus {
    return this.currentStatus;
  }

  async untilReady(): Promise<void> {
    for (;;) {
      while (this.status === 'starting') await once(this.changes, 'status');
      // A store that the process needs may have gone since, so its readiness is checked again.
      if (this.status !== 'ready' || (await this.isReady(this.closing.signal))) break;
      await pause(probeIntervalMs, this.closing.signal);
    }
    if (this.status === 'failed') throw new Error(`${this.name} did not start`);
    if (this.status === 'closed') throw new Error(`${this.name} was closed`);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const exit = untilExit(child);
    child.kill(signal);
    if (nonFatalSignals.includes(signal)) return;
    if (this.status === 'ready') this.enter('starting');
    await exit;
  }

  hold(): Promise<void> {
    this.released ??= once(this.changes, 'released');
    return this.kill('SIGKILL');
  }

  release(): void {
    this.changes.emit('released');
  }

  async close(graceMs: number): Promise<void> {
    this.closing.abort();
    if (this.status !== 'closed') this.enter('closed');
    this.release();
    this.child?.kill('SIGTERM');
    const killTimer = setTimeout(() => {
      this.logger.warn(`${this.name} did not exit within ${graceMs} ms; killing it`);
      this.child?.kill('SIGKILL');
    }, graceMs);
    await this.running;
    clearTimeout(killTimer);
  }

  private isHeld(): boolean {
    return this.released !== undefined;
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private enter(status: ProcessStatus): void {
    this.currentStatus = status;
    this.changes.emit('status');
  }

  /** Runs the process again and again, until it is closed or has failed. */
  private async run(): Promise<void> {
    for (;;) {
      if (this.released !== undefined) {
        await this.released;
        this.released = undefined;
      }
      if (this.isClosing()) return;
      const { exit, servedForMs } = await this.runOnce();
      if (this.isClosing()) return;
      if (this.isHeld()) continue;
      this.exits = servedForMs > stableAfterMs ? 1 : this.exits + 1;
      if (!this.hasServed && (this.exits >= maxAttempts || exit === invalidSettings)) {
        this.logger.error(`${this.name} did not start (${describeExit(exit)}); its output is above`);
        this.enter('failed');
        return;
      }
      const delayMs = backoffMs(this.exits, restartBackoff);
      this.enter('starting');
      this.logger.warn(`${this.name} exited (${describeExit(exit)}); restarting in ${delayMs} ms`);
      await pause(delayMs, this.closing.signal);
    }
  }

  /** Starts the process once and waits for its exit. */
  private async runOnce(): Promise<{ exit: ExitReason; servedForMs: number }> {
    const { spec } = this;
    const instanceId = randomUUID();
    const { command, args } = tetheredCommand(spec.command, spec.args);
    // A session of its own: Ctrl-C in the terminal reaches the launcher alone, which stops all processes in order.
    const child = spawn(command, args, {
      cwd: spec.cwd,
      env: {
        ...spec.environment,
        ...(this.hasServed ? {} : spec.firstEnvironment),
        INSTANCE_ID: instanceId,
      },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    if (child.pid !== undefined) {
      this.identity = { pid: child.pid, instanceId };
      this.onSpawn(spec.name, child.pid);
    }
    const exited = untilExit(child);
    const outputEnd = new Promise((resolve) => child.once('close', resolve));
    const keptLines = this.readOutput(child);
    const lifetime = new AbortController();
    const probing = this.probe(lifetime.signal);
    const exit = await exited;
    this.child = undefined;
    this.identity = undefined;
    lifetime.abort();
    child.stdin.destroy();
    const [readyAtMs] = await Promise.all([
      probing,
      Promise.race([outputEnd, pause(lastOutputMs, this.closing.signal)]),
    ]);
    if (!this.isClosing()) for (const line of keptLines) this.log(spec.name, line);
    return { exit, servedForMs: performance.now() - readyAtMs };
  }

  /** Passes the output on; of a quiet process, keeps the last lines. */
  private readOutput(child: ChildProcess): readonly string[] {
    const { name, quiet } = this.spec;
    const kept: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      readLines(stream, (line) => {
        if (quiet !== true) {
          this.log(name, line);
          return;
        }
        kept.push(line);
        if (kept.length > maxKeptLines) kept.shift();
      });
    }
    return kept;
  }

  /** Probes the process until it is ready or `signal` aborts. @returns when it became ready; Infinity if never */
  private async probe(signal: AbortSignal): Promise<number> {
    while (!signal.aborted && !(await this.isReady(signal))) await pause(probeIntervalMs, signal);
    if (signal.aborted || this.isClosing()) return Infinity;
    const readyAtMs = performance.now();
    if (this.hasServed) this.logger.info(`${this.name} is ready again`);
    this.hasServed = true;
    this.enter('ready');
    return readyAtMs;
  }

  private async isReady(signal: AbortSignal): Promise<boolean> {
    const { identity } = this;
    if (identity === undefined) return false;
    try {
      return await this.spec.isReady(signal, identity);
    } catch (error) {
      if (error instanceof ForeignProcessError) this.warnOfForeignProcess(identity, error);
      return false;
    }
  }

  /** Once for each run of the process. */
  private warnOfForeignProcess({ instanceId }: ProcessIdentity, { message }: ForeignProcessError): void {
    if (this.warnedOf === instanceId) return;
    this.warnedOf = instanceId;
    this.logger.warn(`${this.name} is not ready: ${message}`);
  }
}
