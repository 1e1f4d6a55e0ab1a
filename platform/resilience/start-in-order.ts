import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';

/** The services that a start has brought up so far. */
export interface StartedServices {
  /** Adds a service. Services are closed in the reverse of the order in which they were added. */
  add<Started extends Service>(service: Started): Started;
}

/**
 * Starts several services as one. Closing the result closes every service, the last one first, also where some fail to
 * close. Where the start fails, what it has added is closed, and the start's own error is thrown.
 * @param start adds each service as soon as it runs
 * @throws AggregateError from `close` where services failed to close
 */
export async function startInOrder<Started extends object>(
  logger: Logger,
  start: (started: StartedServices) => Promise<Started>,
): Promise<Started & Service> {
  const services: Service[] = [];
  const started: StartedServices = {
    add(service) {
      services.push(service);
      return service;
    },
  };
  try {
    const result = await start(started);
    return { ...result, close: () => closeInReverse(services) };
  } catch (error) {
    for (const err of await closingErrors(services)) {
      logger.error({ err }, 'service failed to close after a failed start');
    }
    throw error;
  }
}

async function closeInReverse(services: readonly Service[]): Promise<void> {
  const errors = await closingErrors(services);
  if (errors.length > 0) {
    throw new AggregateError(errors, `${errors.length} of ${services.length} services failed to close.`);
  }
}

/** Closes all services, the last one first, and collects the errors of those that fail to. */
async function closingErrors(services: readonly Service[]): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const service of services.toReversed()) {
    try {
      await service.close();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
