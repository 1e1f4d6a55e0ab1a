import type { Redis } from 'ioredis';
import { outboxChannel } from './channels.ts';

/** Tells a relay, wherever it runs, that there is something in an outbox. */
export interface OutboxSignal {
  /** Call it after a write that appended to an outbox. It neither waits nor fails. */
  notify(): void;
}

/**
 * Signals to the relay of a subgraph. A signal that is lost costs time alone: the relay looks by itself every second.
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
      // Without a connection it would be queued, and come when the relay has long looked.
      if (due || redis.status !== 'ready') return;
      due = true;
      // All writes of one turn of the event loop make one signal.
      setImmediate(() => {
        due = false;
        redis.publish(outboxChannel(source), 'pending').catch(() => undefined);
      });
    },
  };
}
