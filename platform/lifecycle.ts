import { ConfigurationError, processSettings } from './config.ts';
import { createLogger } from './log.ts';
import type { Logger } from './log.ts';

/** A running part of a process. */
export interface Service {
  /** Ends running work and releases all resources. */
  close(): Promise<void>;
}

/** The exit code for invalid settings (sysexits.h, EX_CONFIG): a restart would find the same. */
const invalidSettings = 78;

/** npm forwards a signal that the whole process group has received already: only a later one counts as a second. */
const secondSignalAfterMs = 500;

type Phase = { phase: 'starting' } | { phase: 'serving'; service: Service } | { phase: 'draining' };

/**
 * Runs a process from start to exit. SIGTERM, SIGINT and the end of the launcher that spawned it drain it. After
 * DRAIN_SECONDS, or on a second signal, it exits at once. Exit codes: 0 after a clean drain, 1 where the start or the
 * drain failed, 78 for invalid settings, which are printed as they are.
 * @param name the process's name in its log
 * @param start its signal aborts when the process is to exit; readiness ends then
 */
export async function runProcess(
  name: string,
  environment: NodeJS.ProcessEnv,
  start: (signal: AbortSignal) => Promise<Service>,
): Promise<void> {
  const { logger, drainSeconds } = ownSettings(name, environment);
  const stopping = new AbortController();
  let current: Phase = { phase: 'starting' };
  const stop = (reason: string) => {
    if (stopping.signal.aborted) return;
    logger.info({ reason, drainSeconds }, 'process stopping');
    stopping.abort(new Error(`stopping: ${reason}`));
    setTimeout(() => {
      logger.error({ drainSeconds }, 'process drain timed out');
      process.exit(1);
    }, drainSeconds * 1_000).unref();
    // During the start, its signal ends it.
    if (current.phase === 'serving') void drain(current.service, logger);
    current = { phase: 'draining' };
  };
  let firstSignalAtMs = Infinity;
  const onSignal = (signal: NodeJS.Signals) => {
    const isSecond = performance.now() - firstSignalAtMs >= secondSignalAfterMs;
    firstSignalAtMs = Math.min(firstSignalAtMs, performance.now());
    // A parent with an IPC channel is in the same process group, and forwards the group's signal however late.
    if (!isSecond || process.connected) {
      stop(signal);
      return;
    }
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Emitted only with an IPC channel: for a child of the launcher, or a worker of the router.
  process.once('disconnect', () => {
    stop('the launcher is gone');
  });

  let service: Service;
  try {
    service = await start(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    if (error instanceof ConfigurationError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(invalidSettings);
    }
    logger.fatal({ err: error }, 'process start failed');
    process.exit(1);
  }
  if (stopping.signal.aborted) await drain(service, logger);
  else current = { phase: 'serving', service };
}

/** The settings needed before `start` parses all of them. `start` reports invalid ones. */
function ownSettings(name: string, environment: NodeJS.ProcessEnv): { logger: Logger; drainSeconds: number } {
  const { LOG_LEVEL: level, DRAIN_SECONDS: drainSeconds } = processSettings.parse({});
  const { shape } = processSettings;
  return {
    logger: createLogger(name, shape.LOG_LEVEL.catch(level).parse(environment['LOG_LEVEL'])),
    drainSeconds: shape.DRAIN_SECONDS.catch(drainSeconds).parse(environment['DRAIN_SECONDS']),
  };
}

async function drain(service: Service, logger: Logger): Promise<never> {
  try {
    await service.close();
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'process drain failed');
    process.exit(1);
  }
}
