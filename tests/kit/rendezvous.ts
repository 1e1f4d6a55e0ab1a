import { EventEmitter, once } from 'node:events';

/** Lets each party go on when all have arrived, which proves that they run concurrently. */
export interface Rendezvous {
  /** @throws Error when the others do not arrive: the parties run one after the other */
  arrive(party: string): Promise<void>;
}

/** Bounds the time of a failed test only. */
const patienceMs = 15_000;

/** @param parties names; `arrive` returns at once for all other names */
export function createRendezvous(parties: readonly string[]): Rendezvous {
  const arrived = new Set<string>();
  const events = new EventEmitter();
  const isComplete = () => arrived.size === parties.length;
  return {
    async arrive(party) {
      if (!parties.includes(party)) return;
      arrived.add(party);
      if (isComplete()) events.emit('complete');
      else {
        await once(events, 'complete', { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined);
      }
      if (isComplete()) return;
      const expected = `Expected ${parties.join(', ')} at the same time`;
      throw new Error(`${expected}, only these came within ${patienceMs} ms: ${[...arrived].join(', ')}.`);
    },
  };
}
