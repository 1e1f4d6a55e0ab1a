import { setTimeout as delay } from 'node:timers/promises';
import { WatchReservationDocument } from '../generated/documents.ts';
import type { WatchReservationSubscription } from '../generated/documents.ts';
import type { GraphClient, Watched } from '../kit/graph-client.ts';

export interface Sighting {
  version: number;
  status: string;
  atMs: number;
}

/** Somebody who watches a booking, and comes back whenever what they watched through goes away. */
export interface Watcher {
  /** What was seen, by connection: coming back begins another. */
  readonly connections: readonly (readonly Sighting[])[];
  /** Why connections ended, where they ended by themselves. */
  readonly endings: readonly string[];
  last(): Sighting | undefined;
  close(): Promise<void>;
}

type Update = WatchReservationSubscription;

const comesBackAfterMs = 200;

/** Watches a booking from now on; it need not exist yet. */
export function watch(client: GraphClient, id: string): Watcher {
  const connections: Sighting[][] = [];
  const endings: string[] = [];
  let current: Watched<Update> | undefined;
  let closed = false;
  const isClosed = () => closed;

  async function watchOnce(): Promise<void> {
    const seen: Sighting[] = [];
    current = client.watch('WebSocket', WatchReservationDocument, { id });
    for await (const { data, errors } of current.results) {
      // While orders is down its fields are missing, with an error; the rest is there.
      if (!data) throw new Error(JSON.stringify(errors));
      const { version, status } = data.reservationUpdated;
      if (seen.length === 0) connections.push(seen);
      seen.push({ version, status, atMs: Date.now() });
    }
    throw new Error('the stream ended');
  }

  async function goOnWatching(): Promise<void> {
    while (!isClosed()) {
      await watchOnce().catch((error: unknown) => {
        // Before the first result, it may not exist yet.
        if (!isClosed() && connections.length > 0) endings.push(reasonOf(error));
      });
      await current?.close().catch(() => undefined);
      if (!isClosed()) await delay(comesBackAfterMs);
    }
  }

  const watching = goOnWatching();
  return {
    connections,
    endings,
    last: () => connections.at(-1)?.at(-1),
    async close() {
      closed = true;
      await current?.close().catch(() => undefined);
      await watching;
    },
  };
}

/** An error, or what a WebSocket's end looks like. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { code, reason } = error as { code?: number; reason?: string };
  return code === undefined ? JSON.stringify(error) : `closed with ${code} ${reason ?? ''}`;
}
