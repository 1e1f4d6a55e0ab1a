import { setTimeout as delay } from 'node:timers/promises';
import { WatchReservationDocument } from '../generated/documents.ts';
import type { WatchReservationSubscription } from '../generated/documents.ts';
import type { GraphClient, Watched } from '../kit/graph-client.ts';

export interface Sighting {
  version: number;
  status: string;
  atMs: number;
}

/** A subscriber to a booking that reconnects when its connection ends. */
export interface Watcher {
  /** The results, by connection. */
  readonly connections: readonly (readonly Sighting[])[];
  /** The reasons of connections that were not closed by `close`. */
  readonly endings: readonly string[];
  last(): Sighting | undefined;
  close(): Promise<void>;
}

type Update = WatchReservationSubscription;

const reconnectAfterMs = 200;

/** Subscribes to a booking, which may not exist yet. */
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
      // While orders is down, its fields are null with an error; the rest of the data is present.
      if (!data) throw new Error(JSON.stringify(errors));
      const { version, status } = data.reservationUpdated;
      if (seen.length === 0) connections.push(seen);
      seen.push({ version, status, atMs: Date.now() });
    }
    throw new Error('the stream ended');
  }

  async function watchUntilClosed(): Promise<void> {
    while (!isClosed()) {
      await watchOnce().catch((error: unknown) => {
        // Without a result the booking may not exist yet.
        if (!isClosed() && connections.length > 0) endings.push(reasonOf(error));
      });
      await current?.close().catch(() => undefined);
      if (!isClosed()) await delay(reconnectAfterMs);
    }
  }

  const watching = watchUntilClosed();
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

/** Describes an error or the close event of a WebSocket. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { code, reason } = error as { code?: number; reason?: string };
  return code === undefined ? JSON.stringify(error) : `closed with ${code} ${reason ?? ''}`;
}
