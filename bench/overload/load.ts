import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createResponseReader } from '../router/load/response.ts';

/** The fate of a request. `refused`: 503, or 200 without data. `left`: its client lost patience. */
export type Fate = 'answered' | 'refused' | 'left' | 'failed';

export interface LoadRequest {
  kind: string;
  /** The bytes of the HTTP request. */
  bytes: Buffer;
}

export interface LoadResult {
  kind: string;
  fate: Fate;
  /** From the start of the load until the request was due. */
  dueMs: number;
  milliseconds: number;
}

interface Connection {
  socket: Socket;
  answered: ((status: number, body: Buffer) => void) | null;
  broke: (() => void) | null;
}

const tickMs = 5;

/**
 * Sends requests at a fixed rate, whether earlier ones are answered or not: an open loop, as independent clients are.
 * A client that loses patience closes its connection.
 */
export async function runLoad(options: {
  port: number;
  perSecond: number;
  seconds: number;
  patienceMs: number;
  next: () => LoadRequest;
}): Promise<LoadResult[]> {
  const { port, perSecond, seconds, patienceMs, next } = options;
  const idle: Connection[] = [];
  const results: LoadResult[] = [];
  const pending = new Set<Promise<void>>();
  const startedMs = performance.now();
  let sent = 0;

  function begin(dueMs: number): void {
    const request = next();
    const ended = send(idle.pop() ?? openConnection(port, idle), idle, request, patienceMs).then((fate) => {
      const milliseconds = performance.now() - startedMs - dueMs;
      results.push({ kind: request.kind, fate, dueMs, milliseconds });
      pending.delete(ended);
    });
    pending.add(ended);
  }

  while (performance.now() - startedMs < seconds * 1_000) {
    const due = ((performance.now() - startedMs) / 1_000) * perSecond;
    for (; sent < due; sent += 1) begin((sent / perSecond) * 1_000);
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  await Promise.all(pending);
  for (const { socket } of idle) socket.destroy();
  return results;
}

function openConnection(port: number, idle: Connection[]): Connection {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const reader = createResponseReader();
  const connection: Connection = { socket, answered: null, broke: null };
  socket.on('data', (chunk) => {
    const answer = reader.read(chunk);
    if (answer !== null) connection.answered?.(answer.status, answer.body);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    connection.broke?.();
  });
  return connection;
}

function send(
  connection: Connection,
  idle: Connection[],
  { bytes }: LoadRequest,
  patienceMs: number,
): Promise<Fate> {
  return new Promise((resolve) => {
    const end = (fate: Fate) => {
      clearTimeout(timer);
      connection.answered = null;
      connection.broke = null;
      if (fate === 'answered' || fate === 'refused') idle.push(connection);
      else connection.socket.destroy();
      resolve(fate);
    };
    const timer = setTimeout(() => {
      end('left');
    }, patienceMs);
    connection.answered = (status, body) => {
      end(fateOf(status, body));
    };
    connection.broke = () => {
      end('failed');
    };
    connection.socket.write(bytes);
  });
}

function fateOf(status: number, body: Buffer): Fate {
  if (status === 503) return 'refused';
  if (status !== 200) return 'failed';
  return body.includes('"OVERLOADED"') ? 'refused' : body.includes('"errors"') ? 'failed' : 'answered';
}

/** The bytes of a GraphQL request by `POST`. */
export function requestBytes(query: string, variables: object, token: string): Buffer {
  const body = JSON.stringify({ query, variables });
  const head = [
    ...['POST /graphql HTTP/1.1', 'host: 127.0.0.1', 'accept: application/json'],
    ...['content-type: application/json', `authorization: Bearer ${token}`],
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
