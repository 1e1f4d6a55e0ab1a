import type { Logger } from '../log.ts';

/** Logs an outage at its start and at its end, however many attempts fail between. */
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
      if (status === 'up') logger.warn({ ...fields, err: error }, messages.began);
      status = 'down';
    },
    succeeded() {
      if (status === 'down') logger.info(fields, messages.ended);
      status = 'up';
    },
  };
}
