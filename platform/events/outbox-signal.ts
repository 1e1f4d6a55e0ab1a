import type { Redis } from 'ioredis';
import { outboxChannel } from './channels.ts';

export interface OutboxSignal {
  /** Call it after each write to an outbox. Returns at once, and never throws. */
  notify(): void;
}

/** Wakes a subgraph's relay in any process. A lost signal only costs time: the relay polls every second. */
export function createOutboxSignal({
  redis,
  source,
}: {
  redis: Pick<Redis, 'publish' | 'status'>;
  source: string;
}): OutboxSignal {
  let due = false;
  return {
    notify() {
      // Without a connection, ioredis would queue the message past the relay's next poll.
      if (due || redis.status !== 'ready') return;
      due = true;
      // Writes within a turn of the event loop share a signal.
      setImmediate(() => {
        due = false;
        redis.publish(outboxChannel(source), 'pending').catch(() => undefined);
      });
    },
  };
}
