import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';

export interface StartedServices {
  /**
   * Services are closed in the reverse order. A service that starts after the start has failed, such as the slower of two
   * connections that open at once, is closed immediately.
   */
  add<Started extends Service>(service: Started): Started;
}

/**
 * `close` closes every service, the last one first, even if some fail to close. A failed start closes the services that
 * it has added, and throws its own error.
 * @param start adds each service as soon as it runs
 * @throws AggregateError from `close` if services failed to close
 */
export async function startInOrder<Started extends object>(
  logger: Logger,
  start: (started: StartedServices) => Promise<Started>,
): Promise<Started & Service> {
  const services: Service[] = [];
  let isClosed = false;
  const logClosingError = (err: unknown) => {
    logger.error({ err }, 'service failed to close after a failed start');
  };
  const started: StartedServices = {
    add(service) {
      if (isClosed) service.close().catch(logClosingError);
      else services.push(service);
      return service;
    },
  };
  try {
    const result = await start(started);
    return { ...result, close: () => closeInReverse(services) };
  } catch (error) {
    isClosed = true;
    for (const err of await closingErrors(services)) logClosingError(err);
    throw error;
  }
}

async function closeInReverse(services: readonly Service[]): Promise<void> {
  const errors = await closingErrors(services);
  if (errors.length > 0) {
    throw new AggregateError(errors, `${errors.length} of ${services.length} services failed to close.`);
  }
}

/** Closes the last service first. */
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
