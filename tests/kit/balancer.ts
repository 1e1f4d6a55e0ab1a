import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP load balancer in front of the instances of a service. */
export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Starts a balancer on a free port. Each connection goes to the next instance in turn that accepts it; the death of an instance
 * resets its connections.
 * @param portsOf returns the ports of the instances, which need not listen yet
 */
export async function startBalancer(portsOf: () => readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;

  async function connectToNext(): Promise<Socket | null> {
    turn += 1;
    const ports = portsOf();
    for (const at of ports.keys()) {
      const socket = connect({ host, port: ports[(turn + at) % ports.length] ?? 0 });
      const isConnected = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => {
          resolve(true);
        });
        socket.once('error', () => {
          resolve(false);
        });
      });
      if (isConnected) return socket;
    }
    return null;
  }

  const server = createServer({ pauseOnConnect: true }, (client) => {
    track(client);
    void connectToNext().then((instance) => {
      if (instance === null || client.destroyed) {
        client.resetAndDestroy();
        instance?.destroy();
        return;
      }
      track(instance);
      join(client, instance);
      client.resume();
    });
  });

  function track(socket: Socket): void {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  }

  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Passes bytes both ways. An end that breaks resets the other. */
function join(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.once('error', () => {
      to.resetAndDestroy();
    });
    from.once('close', () => {
      to.destroySoon();
    });
  }
}
