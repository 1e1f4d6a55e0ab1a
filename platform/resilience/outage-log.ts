import { withoutCredentials } from '../stores/address.ts';
import { isOutage } from '../stores/outage.ts';
import type { Logger } from '../log.ts';

/**
 * Logs an outage at its start and at its end, however many attempts fail between. The error of a store that is away has
 * no stack trace: it would lead into the driver.
 */
export interface OutageLog {
  failed: (error: unknown) => void;
  succeeded: () => void;
}

/** @param fields on both lines */
export function createOutageLog(
  logger: Logger,
  messages: { began: string; ended: string },
  fields: Record<string, unknown> = {},
): OutageLog {
  let status: 'up' | 'down' = 'up';
  return {
    failed(error) {
      if (status === 'up') logger.warn({ ...fields, ...reasonOf(error) }, messages.began);
      status = 'down';
    },
    succeeded() {
      if (status === 'down') logger.info(fields, messages.ended);
      status = 'up';
    },
  };
}

/** The field of a log line for an error: without a stack trace if a store is away. */
export function reasonOf(error: unknown): { error: string } | { err: unknown } {
  return isOutage(error) && error instanceof Error
    ? { error: withoutCredentials(error.message) }
    : { err: error };
}
