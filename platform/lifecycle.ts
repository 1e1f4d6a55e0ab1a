import { ConfigurationError } from './config.ts';
import type { Logger } from './log.ts';

/** What a process is made of: something that can be brought to a clean end. */
export interface Service {
  /** Drains what is under way and lets go of everything. */
  close(): Promise<void>;
}

/** How long a process may take to drain before it is ended all the same. */
const drainLimitMs = 4_000;

/** The exit code for faulty settings (sysexits.h, EX_CONFIG): starting it again would find the same. */
const faultySettings = 78;

/**
 * Runs a process to its end: starts it, drains it on SIGTERM, SIGINT or the end of the launcher that spawned it,
 * and ends with 1 where it could not start, with 78 where its settings are faulty, which are printed as they are.
 */
export async function runProcess(
  start: (signal: AbortSignal) => Promise<Service>,
  logger?: Logger,
): Promise<void> {
  const stopping = new AbortController();
  let service: Service | undefined;
  const stop = (reason: string) => {
    if (stopping.signal.aborted) return;
    stopping.abort(new Error(`stopping: ${reason}`));
    logger?.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), drainLimitMs).unref();
    if (service !== undefined) void end(service, logger);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Only a process with an IPC channel (one that the launcher spawned) gets this.
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
    if (logger === undefined) process.stderr.write(`${String(error)}\n`);
    else logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
  if (stopping.signal.aborted) await end(service, logger);
}

async function end(service: Service, logger: Logger | undefined): Promise<never> {
  try {
    await service.close();
    process.exit(0);
  } catch (error) {
    logger?.error({ err: error }, 'did not end cleanly');
    process.exit(1);
  }
}

/** Several services as one, closed in the reverse of the order they were started in. */
export function inReverse(services: readonly Service[]): Service {
  return {
    async close() {
      for (const service of services.toReversed()) await service.close();
    },
  };
}
