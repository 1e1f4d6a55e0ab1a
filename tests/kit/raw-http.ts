import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { vi } from 'vitest';

/** A TCP connection for requests that no HTTP client would send. */
export interface RawConnection {
  socket: Socket;
  /** All bytes received so far, as text. */
  received(): string;
  send(text: string | Buffer): void;
  /** Resolves with all received text once it matches. */
  until(pattern: RegExp): Promise<string>;
  /** Resolves with all received text once the server has closed the connection. */
  untilClosed(): Promise<string>;
}

export async function connectRaw(url: string): Promise<RawConnection> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks).toString();
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that closes while the client still sends also causes ECONNRESET here.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return {
    ...{ socket, received },
    send: (text) => socket.write(text),
    until: (pattern) =>
      vi.waitFor(
        () => {
          const text = received();
          if (!pattern.test(text)) throw new Error(`expected ${String(pattern)}, received: ${text}`);
          return text;
        },
        { timeout: 10_000 },
      ),
    async untilClosed() {
      if (!socket.closed) await once(socket, 'close');
      return received();
    },
  };
}

/** The bytes of a POST with a JSON body; a string is the body itself. */
export function rawPost(body: unknown, headers: Record<string, string> = {}): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `POST /graphql HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(text)}\r\n${more.join('')}\r\n${text}`
  );
}
