import type { GroupMember } from './consumer-group.ts';
import type { DeadLetterStore } from './dead-letters/dead-letter-store.ts';
import type { Delivery } from './delivery.ts';

export interface Lane {
  member: GroupMember;
  delivery: Delivery;
}

/** Claims, retries, reads and delivers once. */
export interface ConsumerTask {
  run(signal: AbortSignal): Promise<void>;
  /** The next run reads this consumer's pending entries first: a reply may have been lost. */
  connectionLost(): void;
}

/** The longest wait of a read, and so of a replayed dead letter. */
const maxWaitMs = 1_000;
const maxIdleMs = 60 * 60 * 1_000;

export function createConsumerTask(options: {
  events: Lane;
  replays: Lane;
  deadLetters: DeadLetterStore;
  batchSize: number;
  claimAfterMs: number;
}): ConsumerTask {
  const { events, replays, deadLetters, batchSize, claimAfterMs } = options;
  const lanes = [events, replays];
  let claimAtMs = 0;
  let pendingEntries: 'known' | 'unknown' = 'known';

  async function claimFromOthers(signal: AbortSignal): Promise<void> {
    for (const { member, delivery } of lanes) {
      for (;;) {
        const claimed = await member.claimIdle(batchSize, claimAfterMs);
        await delivery.deliver(claimed);
        if (claimed.length < batchSize || signal.aborted) break;
      }
      await member.removeIdleConsumers(maxIdleMs);
    }
    await deadLetters.restore();
  }

  async function deliverPending({ member, delivery }: Lane, signal: AbortSignal): Promise<void> {
    let after = '0';
    while (!signal.aborted) {
      const pending = await member.readPending(batchSize, after);
      const last = pending.at(-1);
      if (last === undefined) return;
      await delivery.deliver(pending);
      after = last.id;
    }
  }

  return {
    async run(signal) {
      if (pendingEntries === 'unknown') {
        pendingEntries = 'known';
        for (const lane of lanes) await deliverPending(lane, signal);
      }
      if (performance.now() >= claimAtMs) {
        await claimFromOthers(signal);
        claimAtMs = performance.now() + claimAfterMs / 2;
      }
      for (const { delivery } of lanes) await delivery.retryDue();
      await replays.delivery.deliver(await replays.member.read(batchSize, null));
      const retriesInMs = lanes.map(({ delivery }) => delivery.nextRetryInMs());
      const waitMs = Math.min(maxWaitMs, claimAtMs - performance.now(), ...retriesInMs);
      const read = await events.member.read(batchSize, Math.max(1, Math.ceil(waitMs)));
      await events.delivery.deliver(read);
    },
    connectionLost() {
      pendingEntries = 'unknown';
    },
  };
}
