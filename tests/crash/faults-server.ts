import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { loopback } from '../../dev/ports.ts';
import type { Moment } from './points.ts';

/** The harness's side of the fault hooks. */
export interface FaultsServer {
  /** What the processes are given as `FAULTS_URL`. */
  readonly url: string;
  /** Has whoever comes to this point with this booking wait there: the first one, once. */
  arm(moment: Moment): void;
  /** Whether nobody has come to an armed point yet. */
  isAwaited(moment: Moment): boolean;
  /** Lets all go on that still live, and disarms the rest. */
  release(): void;
  close(): Promise<void>;
}

/** Starts it on a free port of loopback. */
export async function startFaultsServer(): Promise<FaultsServer> {
  const armed = new Set<string>();
  const paused = new Set<ServerResponse>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const moments = JSON.parse(await text(request)) as Moment[];
    // A point that was armed is passed by whoever comes there again, after a restart or beside the one that waits.
    const isArmed = moments.filter((moment) => armed.delete(keyOf(moment))).length > 0;
    if (isArmed) paused.add(response);
    else response.writeHead(204).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(400).end());
  });
  const release = () => {
    armed.clear();
    for (const response of paused) response.writeHead(204).end();
    paused.clear();
  };
  server.listen(0, loopback);
  await once(server, 'listening');

  return {
    url: `http://${loopback}:${(server.address() as AddressInfo).port}`,
    arm(moment) {
      armed.add(keyOf(moment));
    },
    isAwaited: (moment) => armed.has(keyOf(moment)),
    release,
    async close() {
      release();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function keyOf({ reservationId, point }: Moment): string {
  return `${point} of ${reservationId}`;
}
