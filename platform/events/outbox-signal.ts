import type { Redis } from 'ioredis';
import { outboxChannel } from './channels.ts';

/** Wakes a subgraph's relay, in whichever process it runs. */
export interface OutboxSignal {
  /** Call it after a write that appended to an outbox. Returns at once, and never throws. */
  notify(): void;
}

/**
 * Creates the signal of a subgraph's outboxes. A lost signal costs time only: the relay polls every second.
 * @param options.redis any connection for commands
 * @param options.source the subgraph: `orders`
 */
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
      // Without a connection, ioredis would queue the message until long after the relay's next poll.
      if (due || redis.status !== 'ready') return;
      due = true;
      // One signal for all writes of one turn of the event loop.
      setImmediate(() => {
        due = false;
        redis.publish(outboxChannel(source), 'pending').catch(() => undefined);
      });
    },
  };
}
