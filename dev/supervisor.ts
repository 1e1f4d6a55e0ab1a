import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../platform/log.ts';
import { describeDeath, readLines, untilDead } from './child.ts';
import type { Death, LogSink } from './child.ts';

/** One process of the stack. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /**
   * How it notices that this process is gone, however it went: an IPC channel that disconnects (Node.js), or a pipe on
   * standard input that closes.
   */
  tether: 'ipc' | 'stdin';
  /** Whether what it says matters only once it dies. */
  quiet?: boolean;
  /** Whether it can serve; a rejection means no. */
  isReady(signal: AbortSignal): Promise<boolean>;
}

/**
 * Where a supervised process is.
 * - `starting`: it runs and cannot serve yet, or waits for its next attempt
 * - `failed`: it never served and is not tried again
 */
export type Phase = 'starting' | 'ready' | 'failed' | 'closed';

export interface SupervisedProcess {
  readonly name: string;
  /** The process id; undefined while it is down. */
  readonly pid: number | undefined;
  readonly phase: Phase;
  /** Resolves once it can serve. @throws Error where it never will */
  untilReady(): Promise<void>;
  /** Sends a signal; with one that ends a process, resolves once it has ended. It is started again. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Kills it, and leaves it down until `release`; resolves once it has ended. */
  hold(): Promise<void>;
  release(): void;
  /** Ends it for good: SIGTERM, and SIGKILL after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** How often readiness is asked for. */
const probeIntervalMs = 50;
/** The delay before a restart doubles from the first to the last. */
const firstDelayMs = 200;
const lastDelayMs = 10_000;
/** Serving for as long as this makes up for earlier deaths. */
const stableAfterMs = 10_000;
/** How often something that never served is tried. */
const attemptsToServe = 5;
/** How long what a dead process said may be on its way, and how much of it is kept of a quiet one. */
const lastWordsMs = 250;
const linesKept = 20;
/** The exit code for faulty settings (sysexits.h, EX_CONFIG): another attempt would find the same. */
const faultySettings = 78;
const survivable: readonly NodeJS.Signals[] = ['SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'];

/** Starts a process, starts it again whenever it dies, and hands on what it says, line by line. */
export function supervise(spec: ProcessSpec, log: LogSink, logger: Logger): SupervisedProcess {
  const changes = new EventEmitter().setMaxListeners(0);
  const closing = new AbortController();
  let phase = 'starting' as Phase;
  let child: ChildProcess | undefined;
  let served = false as boolean;
  let deaths = 0;
  let released: Promise<unknown> | undefined;

  const isClosing = () => closing.signal.aborted;
  const enter = (next: Phase) => {
    phase = next;
    changes.emit('phase');
  };

  async function run(): Promise<void> {
    while (!isClosing()) {
      const { death, servedForMs } = await live();
      if (isClosing()) return;
      if (released !== undefined) {
        await released;
        released = undefined;
        continue;
      }
      deaths = servedForMs > stableAfterMs ? 1 : deaths + 1;
      if (!served && (deaths >= attemptsToServe || death === faultySettings)) {
        logger.error(`${spec.name} did not start (${describeDeath(death)}); what it said is above`);
        enter('failed');
        return;
      }
      const delayMs = Math.min(firstDelayMs * 2 ** (deaths - 1), lastDelayMs);
      enter('starting');
      logger.warn(`${spec.name} died (${describeDeath(death)}); starting it again in ${delayMs} ms`);
      await pause(delayMs, closing.signal);
    }
  }

  /** One life of the process, from its start to its death. */
  async function live(): Promise<{ death: Death; servedForMs: number }> {
    // A session of its own: Ctrl-C in the terminal reaches the launcher alone, which ends the others in order.
    const current = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.environment,
      detached: true,
      stdio: spec.tether === 'ipc' ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
    });
    child = current;
    const death = untilDead(current);
    const closed = new Promise((resolve) => current.once('close', resolve));
    const unsaid: string[] = [];
    const say = (line: string) => {
      log(spec.name, line);
    };
    const keep = (line: string) => {
      unsaid.push(line);
      if (unsaid.length > linesKept) unsaid.shift();
    };
    for (const stream of [current.stdout, current.stderr])
      readLines(stream, spec.quiet === true ? keep : say);
    let readyAt = Infinity;
    const life = new AbortController();
    const probing = untilItServes(life.signal).then(() => {
      if (life.signal.aborted || isClosing()) return;
      readyAt = Date.now();
      if (served) logger.info(`${spec.name} is back`);
      served = true;
      enter('ready');
    });
    const how = await death;
    child = undefined;
    life.abort();
    current.stdin?.destroy();
    await Promise.all([probing, Promise.race([closed, pause(lastWordsMs, closing.signal)])]);
    if (!isClosing()) unsaid.forEach(say);
    return { death: how, servedForMs: Date.now() - readyAt };
  }

  async function untilItServes(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await spec.isReady(signal).catch(() => false))) {
      await pause(probeIntervalMs, signal);
    }
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    const target = child;
    if (target === undefined) return;
    const death = untilDead(target);
    target.kill(signal);
    if (survivable.includes(signal)) return;
    if (phase === 'ready') enter('starting');
    await death;
  }

  const running = run();
  return {
    name: spec.name,
    get pid() {
      return child?.pid;
    },
    get phase() {
      return phase;
    },
    async untilReady() {
      for (;;) {
        while (phase === 'starting') await once(changes, 'phase');
        // What it needs may have gone since, so it is asked again.
        if (phase !== 'ready' || (await spec.isReady(closing.signal).catch(() => false))) break;
        await pause(probeIntervalMs, closing.signal);
      }
      if (phase !== 'ready')
        throw new Error(`${spec.name} ${phase === 'failed' ? 'did not start' : 'was ended'}`);
    },
    kill,
    hold() {
      released ??= once(changes, 'released');
      return kill('SIGKILL');
    },
    release() {
      changes.emit('released');
    },
    async close(graceMs) {
      closing.abort();
      if (phase !== 'closed') enter('closed');
      changes.emit('released');
      child?.kill('SIGTERM');
      const stubborn = setTimeout(() => {
        logger.warn(`${spec.name} did not end within ${graceMs} ms; killing it`);
        child?.kill('SIGKILL');
      }, graceMs);
      await running;
      clearTimeout(stubborn);
    },
  };
}

/** Waits, but not beyond the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
