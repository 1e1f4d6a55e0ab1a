import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The only address on which the local stack listens. */
export const loopback = '127.0.0.1';

/**
 * Below the ephemeral ports (from 32768 on Linux, 49152 on macOS): an outgoing connection could take the port of a
 * process during its restart.
 */
const candidates = { lowest: 10_000, highest: 32_000 };

/** A TCP port of 127.0.0.1 that this process keeps for a child, also while the child is down. */
interface PortReservation {
  readonly port: number;
  release(): void;
}

/**
 * Reserves a TCP port, until it is released or this process ends.
 *
 * The reservation is a UDP socket on the same port number. Only one process can bind it, so that no two launchers or
 * tests choose the same TCP port; the TCP port itself stays free for the child, which binds it again after each restart.
 * The kernel removes the socket when its process ends, even by SIGKILL, and knows it in the network namespace in which the
 * port counts. Programs other than Wayfare can still take the port: readiness then names a foreign process.
 * @param preferred taken if no other program has it
 * @throws Error where no port is free
 */
async function reservePort(preferred?: number): Promise<PortReservation> {
  const first = preferred === undefined ? null : await reserve(preferred);
  if (first !== null) return first;
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const span = candidates.highest - candidates.lowest;
    const reservation = await reserve(candidates.lowest + Math.floor(Math.random() * span));
    if (reservation !== null) return reservation;
  }
  throw new Error(`no free port between ${candidates.lowest} and ${candidates.highest}`);
}

/** Reserves a certain port; null where another program listens on it or has reserved it. */
async function reserve(port: number): Promise<PortReservation | null> {
  const release = await bindUdp(port);
  if (release === null) return null;
  if (await isFree(port)) return { port, release };
  release();
  return null;
}

/** Ports reserved together, and released together. */
export class ReservedPorts {
  private readonly reservations: PortReservation[] = [];

  /** @param preferred taken if no other program has it */
  async take(preferred?: number): Promise<number> {
    return this.keep(await reservePort(preferred));
  }

  /** False where another program listens on the port or has reserved it. */
  async takeExactly(port: number): Promise<boolean> {
    const reservation = await reserve(port);
    if (reservation !== null) this.keep(reservation);
    return reservation !== null;
  }

  release(): void {
    for (const reservation of this.reservations.splice(0)) reservation.release();
  }

  private keep(reservation: PortReservation): number {
    this.reservations.push(reservation);
    return reservation.port;
  }
}

/** A free port, reserved until this process ends. */
export async function freePort(): Promise<number> {
  return (await reservePort()).port;
}

/** True where a port is free on 127.0.0.1 and on ::1, either of which `localhost` may mean. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, loopback)) && (await canListen(port, '::1'));
}

async function bindUdp(port: number): Promise<(() => void) | null> {
  const socket = createSocket('udp4');
  try {
    socket.bind({ port, address: loopback, exclusive: true });
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw error;
  }
  // An open socket would keep the process alive.
  socket.unref();
  return () => {
    socket.close();
  };
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
