import { createServer } from 'node:net';

/** The only address on which the local stack listens. */
export const loopback = '127.0.0.1';

/**
 * Below the ephemeral ports (from 32768 on Linux, 49152 on macOS): an outgoing connection could take the port of a
 * process during its restart.
 */
const candidates = { lowest: 10_000, highest: 32_000 };

/**
 * Finds a free port.
 * @param preferred returned if it is free
 * @param avoid ports already chosen for further processes
 * @throws Error where no port is free
 */
export async function freePort(preferred?: number, avoid: ReadonlySet<number> = new Set()): Promise<number> {
  if (preferred !== undefined && !avoid.has(preferred) && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const span = candidates.highest - candidates.lowest;
    const port = candidates.lowest + Math.floor(Math.random() * span);
    if (!avoid.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port between ${candidates.lowest} and ${candidates.highest}`);
}

/** True where a port is free on 127.0.0.1 and on ::1, either of which `localhost` may mean. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, loopback)) && (await canListen(port, '::1'));
}

function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no `::1`.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
