import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { loopback } from '../../dev/ports.ts';
import type { FaultPoint } from './points.ts';

/** Holds processes at their fault points. */
export interface FaultsServer {
  /** For the processes' `FAULTS_URL`. */
  readonly url: string;
  /** Holds the first process that reaches this point, once. */
  readonly arm: (point: FaultPoint) => void;
  /** True until a process reaches the armed point. */
  readonly isAwaited: (point: FaultPoint) => boolean;
  /** Lets all held processes continue, and disarms the remaining points. */
  readonly release: () => void;
  close(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface. */
export async function startFaultsServer(): Promise<FaultsServer> {
  const armed = new Set<string>();
  const held = new Set<ServerResponse>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const points = JSON.parse(await text(request)) as FaultPoint[];
    // An armed point holds once: a restarted or a second process passes it.
    const isArmed = points.filter((point) => armed.delete(keyOf(point))).length > 0;
    if (isArmed) held.add(response);
    else response.writeHead(204).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(400).end());
  });
  const release = () => {
    armed.clear();
    for (const response of held) response.writeHead(204).end();
    held.clear();
  };
  server.listen(0, loopback);
  await once(server, 'listening');

  return {
    url: `http://${loopback}:${(server.address() as AddressInfo).port}`,
    arm(point) {
      armed.add(keyOf(point));
    },
    isAwaited: (point) => armed.has(keyOf(point)),
    release,
    async close() {
      release();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function keyOf({ id, name }: FaultPoint): string {
  return `${name} of ${id}`;
}
