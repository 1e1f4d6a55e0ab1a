import { ConfigurationError, processSettings } from './config.ts';
import { createLogger } from './log.ts';
import type { Logger } from './log.ts';

/** What a process is made of: something that can be brought to a clean end. */
export interface Service {
  /** Drains what is under way and lets go of everything. */
  close(): Promise<void>;
}

/** The exit code for faulty settings (sysexits.h, EX_CONFIG): starting it again would find the same. */
const faultySettings = 78;

/** npm passes a signal on to a process that was sent it already, with its whole group: only a later one is a second. */
const secondSignalAfterMs = 500;

/**
 * Runs a process to its end: starts it, drains it on SIGTERM, SIGINT or the end of the launcher that spawned it, and
 * ends it all the same once it has drained for DRAIN_SECONDS, or on a second signal. It ends with 1 where it could not
 * start or not drain, and with 78 where its settings are faulty, which are printed as they are.
 * @param name the process's name in its log
 * @param start is given a signal that aborts when the process is to end: from then on it is not ready
 */
export async function runProcess(
  name: string,
  environment: NodeJS.ProcessEnv,
  start: (signal: AbortSignal) => Promise<Service>,
): Promise<void> {
  const { logger, drainSeconds } = ownSettings(name, environment);
  const stopping = new AbortController();
  let service: Service | undefined;
  const stop = (reason: string) => {
    if (stopping.signal.aborted) return;
    logger.info({ reason, drainSeconds }, 'stopping');
    stopping.abort(new Error(`stopping: ${reason}`));
    setTimeout(() => {
      logger.error({ drainSeconds }, 'what was under way did not end in time');
      process.exit(1);
    }, drainSeconds * 1_000).unref();
    if (service !== undefined) void end(service, logger);
  };
  let firstSignalAtMs = Infinity;
  const onSignal = (signal: NodeJS.Signals) => {
    const isSecond = performance.now() - firstSignalAtMs >= secondSignalAfterMs;
    firstSignalAtMs = Math.min(firstSignalAtMs, performance.now());
    // Whoever spawned a process with an IPC channel tells it to end, however late, after the group that both are in.
    if (!isSecond || process.connected) {
      stop(signal);
      return;
    }
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Only a process with an IPC channel gets this: one that the launcher spawned, or a worker of the router.
  process.once('disconnect', () => {
    stop('the launcher is gone');
  });

  try {
    service = await start(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    if (error instanceof ConfigurationError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(faultySettings);
    }
    logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
  if (stopping.signal.aborted) await end(service, logger);
}

/** What is needed before the settings are parsed. A faulty one is for `start` to report, with all others. */
function ownSettings(name: string, environment: NodeJS.ProcessEnv): { logger: Logger; drainSeconds: number } {
  const { LOG_LEVEL: level, DRAIN_SECONDS: drainSeconds } = processSettings.parse({});
  const { shape } = processSettings;
  return {
    logger: createLogger(name, shape.LOG_LEVEL.catch(level).parse(environment['LOG_LEVEL'])),
    drainSeconds: shape.DRAIN_SECONDS.catch(drainSeconds).parse(environment['DRAIN_SECONDS']),
  };
}

async function end(service: Service, logger: Logger): Promise<never> {
  try {
    await service.close();
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'did not end cleanly');
    process.exit(1);
  }
}
