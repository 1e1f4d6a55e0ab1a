import { ConfigurationError, processSettings } from './config.ts';
import { createLogger } from './log.ts';
import type { Logger } from './log.ts';

export interface Service {
  /** Ends running work and releases all resources. */
  close(): Promise<void>;
}

/** EX_CONFIG of sysexits.h: a restart would fail the same way. */
const invalidSettings = 78;

/** npm forwards a signal that the process group already received: only a later one counts as a second. */
const secondSignalAfterMs = 500;

type Phase = { phase: 'starting' } | { phase: 'serving'; service: Service } | { phase: 'draining' };

/**
 * Runs a process. SIGTERM, SIGINT and the end of a parent with an IPC channel drain it. After DRAIN_SECONDS, or on a second signal, it
 * exits at once. Exit codes: 0 after a clean drain, 1 for a failed start or drain, 78 for invalid settings.
 * @param name for the log
 * @param start its signal aborts when the drain begins; readiness ends then
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
    // During the start, the start's signal ends it.
    if (current.phase === 'serving') void drain(current.service, logger);
    current = { phase: 'draining' };
  };
  let firstSignalAtMs = Infinity;
  const onSignal = (signal: NodeJS.Signals) => {
    const isSecond = performance.now() - firstSignalAtMs >= secondSignalAfterMs;
    firstSignalAtMs = Math.min(firstSignalAtMs, performance.now());
    // A parent with an IPC channel is in the same process group, and may forward its signal late.
    if (!isSecond || process.connected) {
      stop(signal);
      return;
    }
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Emitted for a worker of the router, or for a child of another parent with an IPC channel.
  const onDisconnect = () => {
    stop('the parent process is gone');
  };
  process.once('disconnect', onDisconnect);
  // The channel closed while this program was loading: the event is over. Without a channel it is undefined.
  if ((process.connected as boolean | undefined) === false) onDisconnect();

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

/** Needed before `start` parses all settings. */
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
