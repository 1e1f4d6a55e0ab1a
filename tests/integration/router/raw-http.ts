import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { vi } from 'vitest';

/** A connection on which anything at all may be said. */
export interface RawConnection {
  socket: Socket;
  /** All that came back. */
  heard(): string;
  say(text: string | Buffer): void;
  /** Resolves with all that came back once it matches. */
  until(pattern: RegExp): Promise<string>;
  /** Resolves with all that came back once the other side has closed. */
  untilClosed(): Promise<string>;
}

export async function connectRaw(url: string): Promise<RawConnection> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  const heard = () => Buffer.concat(chunks).toString();
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // Whoever is refused while he still speaks hears of it as an error as well.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return {
    ...{ socket, heard },
    say: (text) => socket.write(text),
    until: (pattern) =>
      vi.waitFor(
        () => {
          const text = heard();
          if (!pattern.test(text)) throw new Error(`heard only: ${text}`);
          return text;
        },
        { timeout: 10_000 },
      ),
    async untilClosed() {
      if (!socket.closed) await once(socket, 'close');
      return heard();
    },
  };
}

/** A POST of JSON, as it goes over the wire. */
export function rawPost(body: unknown, headers: Record<string, string> = {}): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `POST /graphql HTTP/1.1\r\nHost: router\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(text)}\r\n${more.join('')}\r\n${text}`
  );
}
