import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { loopback } from '../../../dev/ports.ts';

/** The most cached answers. A router that never repeats a request would fill the memory. */
const maxAnswers = 10_000;
const headEnd = Buffer.from('\r\n\r\n');

export interface StubServer {
  url: string;
  /** The number of answered requests. */
  requests: number;
  close(): Promise<void>;
}

/**
 * Starts a minimal HTTP server, so that stubs use little of their core: a repeated body gets the cached bytes.
 * @param answerOf computes the answer to a body
 * @param latencyMs before each response
 */
export async function startStubServer(
  answerOf: (body: string) => string,
  latencyMs = 0,
): Promise<StubServer> {
  const cache = new Map<string, Buffer>();
  const sockets = new Set<Socket>();
  const stub: StubServer = {
    url: '',
    requests: 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };

  /** @param body one character for each byte: cheaper to look up than decoded text */
  function respond(body: string): Buffer {
    stub.requests += 1;
    const cached = cache.get(body);
    if (cached !== undefined) return cached;
    if (cache.size >= maxAnswers) cache.clear();
    const answer = responseOf(200, answerOf(Buffer.from(body, 'latin1').toString('utf8')));
    cache.set(body, answer);
    return answer;
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, respond, latencyMs);
  });
  server.listen(0, loopback);
  await once(server, 'listening');
  stub.url = `http://${loopback}:${(server.address() as AddressInfo).port}/graphql`;
  return stub;
}

function serve(socket: Socket, respond: (body: string) => Buffer, latencyMs: number): void {
  let pending: Buffer | null = null;
  socket.on('error', () => {
    socket.destroy();
  });
  socket.on('data', (chunk) => {
    pending = pending === null ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf(headEnd);
      if (end === -1) return;
      const head = pending.toString('latin1', 0, end);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      if (length === undefined) {
        socket.end(responseOf(411, 'expected a content-length'));
        return;
      }
      const from = end + headEnd.length;
      const to = from + Number(length);
      if (pending.length < to) return;
      const response = respondTo(pending.toString('latin1', from, to), respond);
      if (/\r\nconnection: *close/i.test(head)) {
        socket.end(response);
        return;
      }
      if (latencyMs === 0) socket.write(response);
      else setTimeout(() => socket.write(response), latencyMs);
      if (pending.length === to) {
        pending = null;
        return;
      }
      pending = pending.subarray(to);
    }
  });
}

function respondTo(body: string, respond: (body: string) => Buffer): Buffer {
  try {
    return respond(body);
  } catch (error) {
    process.stderr.write(`stub cannot answer ${body.slice(0, 500)}: ${String(error)}\n`);
    return responseOf(500, String(error));
  }
}

function responseOf(status: number, body: string): Buffer {
  const reason = status === 200 ? 'OK' : 'No';
  const head = `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\n`;
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
