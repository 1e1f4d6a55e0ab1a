import { createServer } from 'node:net';

/** Every process of the local stack listens here, and nowhere else. */
export const loopback = '127.0.0.1';

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 on a Mac): such a connection
 * could take the port of a process that is just being restarted.
 */
const candidates = { lowest: 10_000, highest: 32_000 };

/**
 * A port that nobody listens on at the moment.
 * @param preferred the one to take if it is free
 * @param avoid ports that are promised to others
 */
export async function freePort(preferred?: number, avoid: ReadonlySet<number> = new Set()): Promise<number> {
  if (preferred !== undefined && !avoid.has(preferred) && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const span = candidates.highest - candidates.lowest;
    const port = candidates.lowest + Math.floor(Math.random() * span);
    if (!avoid.has(port) && (await isFree(port))) return port;
  }
  throw new Error('no port is free');
}

/** Whether a port of this machine can be listened on, and `localhost` there would not be someone else's. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, loopback)) && (await canListen(port, '::1'));
}

function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no `::1` to be taken.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
