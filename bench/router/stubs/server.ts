import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { loopback } from '../../../dev/ports.ts';

/** What is kept of answers; a router whose requests never repeat would fill it in vain. */
const mostAnswers = 10_000;
const headEnd = Buffer.from('\r\n\r\n');

export interface StubServer {
  url: string;
  /** Requests that it has answered. */
  requests: number;
  close(): Promise<void>;
}

/**
 * HTTP with nothing that these requests do not need, so that stubs cost as little of their core as can be: a body that
 * came before is answered with the bytes of then.
 * @param answerOf the answer to a body
 */
export async function startStubServer(answerOf: (body: string) => string): Promise<StubServer> {
  const known = new Map<string, Buffer>();
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

  /** @param body its bytes, one to a character: cheaper to look up than text. */
  function respond(body: string): Buffer {
    stub.requests += 1;
    const before = known.get(body);
    if (before !== undefined) return before;
    if (known.size >= mostAnswers) known.clear();
    const answer = responseOf(200, answerOf(Buffer.from(body, 'latin1').toString('utf8')));
    known.set(body, answer);
    return answer;
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, respond);
  });
  server.listen(0, loopback);
  await once(server, 'listening');
  stub.url = `http://${loopback}:${(server.address() as AddressInfo).port}/graphql`;
  return stub;
}

function serve(socket: Socket, respond: (body: string) => Buffer): void {
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
      socket.write(response);
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
    process.stderr.write(`a stub cannot answer ${body.slice(0, 500)}: ${String(error)}\n`);
    return responseOf(500, String(error));
  }
}

function responseOf(status: number, body: string): Buffer {
  const reason = status === 200 ? 'OK' : 'No';
  const head = `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\n`;
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
