import { createLeaseSession } from './lease-session.ts';
import type { LeaseSession, LeaseSessionOptions } from './lease-session.ts';
import type { HeldLease, Lease } from './lease.ts';

const trimEveryMs = 60_000;

/** `standby`: another process holds the lease. */
type Phase = { phase: 'standby' } | { phase: 'relaying'; session: LeaseSession; syncedAtMs: number };

export interface RelayTask {
  /** Takes or keeps the lease; with it, moves all pending events. */
  run(signal: AbortSignal): Promise<void>;
  /** The next run requests the lease at once. */
  leaseReleased(): void;
  /** The next run compares the stream to the log: Redis may have lost its data. */
  redisReconnected(): void;
  /** The failed run's last write may have reached the stream. */
  failed(): void;
}

export function createRelayTask(
  options: Omit<LeaseSessionOptions, 'held' | 'isHeld'> & { lease: Lease; pollMs: number },
): RelayTask {
  const { source, lease, pollMs, logger } = options;
  let current: Phase = { phase: 'standby' };
  let leaseAskedAtMs = -Infinity;
  let trimmedAtMs = performance.now();
  const lastPlace = () => (current.phase === 'relaying' ? current.session.lastPlace() : 0);

  /** Without the lease, asks at most twice per polling interval. */
  async function holdLease(): Promise<HeldLease | null> {
    if (lease.held === null && msSince(leaseAskedAtMs) < pollMs / 2) return null;
    leaseAskedAtMs = performance.now();
    return lease.hold(lastPlace());
  }

  /** The steps before a write may outlast the lease. */
  async function isHeld(epoch: number): Promise<boolean> {
    return (await lease.hold(lastPlace()))?.epoch === epoch;
  }

  function relayUnder(held: HeldLease): Extract<Phase, { phase: 'relaying' }> {
    if (current.phase === 'relaying' && current.session.epoch === held.epoch) return current;
    logger.info({ source, epoch: held.epoch }, 'relay lease acquired');
    const session = createLeaseSession({ ...options, held, isHeld });
    const relaying = { phase: 'relaying' as const, session, syncedAtMs: -Infinity };
    current = relaying;
    return relaying;
  }

  return {
    async run(signal) {
      const held = await holdLease();
      if (held === null) {
        current = { phase: 'standby' };
        return;
      }
      const relaying = relayUnder(held);
      const { session } = relaying;
      if (msSince(relaying.syncedAtMs) >= pollMs / 2) {
        await session.sync();
        relaying.syncedAtMs = performance.now();
      }
      while (await session.move()) if (signal.aborted) return;
      if (msSince(trimmedAtMs) < trimEveryMs) return;
      trimmedAtMs = performance.now();
      await session.trim();
    },
    leaseReleased() {
      leaseAskedAtMs = -Infinity;
    },
    redisReconnected() {
      if (current.phase === 'relaying') current.syncedAtMs = -Infinity;
    },
    failed() {
      if (current.phase === 'relaying') current.session.forget();
    },
  };
}

function msSince(atMs: number): number {
  return performance.now() - atMs;
}
