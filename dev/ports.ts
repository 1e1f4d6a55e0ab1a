import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Every process of the local stack listens here, and nowhere else. */
export const loopback = '127.0.0.1';

/**
 * A port that nobody listens on at the moment.
 * @param preferred the one to take if it is free
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  const port = await bind(0);
  if (port === null) throw new Error('no port is free');
  return port;
}

/** Whether a port of this machine can be listened on. */
export async function isFree(port: number): Promise<boolean> {
  return (await bind(port)) !== null;
}

/** Listens for a moment: the port that was bound, or null where it cannot be. */
function bind(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(null);
    });
    server.listen({ port, host: loopback, exclusive: true }, () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}
