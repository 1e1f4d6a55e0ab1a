import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import type { Target } from './attack.ts';

/** The outcome of a response: `413 OPERATION_TOO_LARGE`, `200`, or `200 TooManyAttempts` for a refusal in the data. */
export function outcomeOf(status: number, text: string): string {
  const code = codeIn(text);
  return code === null ? String(status) : `${status} ${code}`;
}

function codeIn(text: string): string | null {
  let body: unknown;
  try {
    // Of a stream, the first event.
    body = JSON.parse(/^data: (\{.*)/m.exec(text)?.[1] ?? text);
  } catch {
    return null;
  }
  const { errors = [], data } = (body ?? {}) as {
    errors?: { extensions?: { code?: string } }[];
    data?: Record<string, { __typename?: string } | null> | null;
  };
  if (errors.length > 0) return errors[0]?.extensions?.code ?? 'without a code';
  const [first] = Object.values(data ?? {});
  return first?.__typename !== undefined && refusals.includes(first.__typename) ? first.__typename : null;
}

/** Members of result unions that refuse because of a limit. */
const refusals = [
  ...[
    'TooManyAttempts',
    'InvalidCredentials',
    'TooManyUnfinishedBookings',
    'TooManyHolds',
    'TooManyQuotes',
    'SoldOut',
    'SessionExpired',
    'AccountSuspended',
  ],
];

/** Network errors have a code; an abort at the end of the attack is no outcome. */
function countFailure(target: Target, error: unknown): void {
  if (target.signal.aborted) return;
  const { code, message } = error as Error & { code?: string };
  target.count(closings.includes(code ?? '') ? 'closed' : (code ?? message));
}

const closings = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNREFUSED'];

export interface Post {
  query?: string;
  variables?: unknown;
  operationName?: string;
  extensions?: unknown;
}

export interface SendOptions {
  token?: string;
  headers?: Record<string, string>;
  url?: string;
}

const agents = new Map<string, Agent>();

/** Connections from the attack's own address. */
function agentOf(address: string): Agent {
  let agent = agents.get(address);
  if (agent === undefined) {
    agent = new Agent({ localAddress: address, connections: 50 });
    agents.set(address, agent);
  }
  return agent;
}

/** Posts GraphQL as JSON, and counts the outcome. @returns the text of the response; empty without a response */
export function post(target: Target, body: Post | Post[], options: SendOptions = {}): Promise<string> {
  return postText(target, JSON.stringify(body), options);
}

export async function postText(
  target: Target,
  text: string | Buffer,
  { token, headers = {}, url = `${target.routerUrl}/graphql` }: SendOptions = {},
): Promise<string> {
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      dispatcher: agentOf(target.address),
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: text,
      signal: target.signal,
    });
    const received = await body.text();
    target.count(outcomeOf(statusCode, received));
    return received;
  } catch (error) {
    countFailure(target, error);
    return '';
  }
}

/** Posts GraphQL without counting the outcome. */
export async function postForHeaders(
  target: Target,
  body: Post,
): Promise<{ status: number; headers: ReadonlySet<string> }> {
  const {
    statusCode,
    headers,
    body: received,
  } = await request(`${target.routerUrl}/graphql`, {
    method: 'POST',
    dispatcher: agentOf(target.address),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: target.signal,
  });
  await received.dump();
  return { status: statusCode, headers: new Set(Object.keys(headers)) };
}

/** Sends that many at a time, until all are sent or the time is up. */
export async function flood(
  target: Target,
  { count, width }: { count: number; width: number },
  send: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count && !target.signal.aborted) {
      const index = next;
      next += 1;
      await send(index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** A TCP connection from the attack's address; null where it was refused. */
export async function openSocket(target: Target, url = target.routerUrl): Promise<Socket | null> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: target.address });
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal: target.signal });
    return socket;
  } catch (error) {
    countFailure(target, error);
    socket.destroy();
    return null;
  }
}

/** Sends bytes, and counts the status and the code of each response until the server closes or some time has passed. */
export async function sendRaw(
  target: Target,
  bytes: string | Buffer,
  { withinMs = 1_000, end = false }: { withinMs?: number; end?: boolean } = {},
): Promise<string> {
  const socket = await openSocket(target);
  if (socket === null) return '';
  let received = '';
  socket.setEncoding('utf8').on('data', (part: string) => (received += part));
  socket.write(bytes);
  if (end) socket.end();
  const closed = once(socket, 'close');
  await Promise.race([closed, delay(withinMs, undefined, { signal: target.signal }).catch(() => undefined)]);
  socket.destroy();
  const responses = [...received.matchAll(/HTTP\/1\.1 (\d{3})[^]*?(?=HTTP\/1\.1 \d{3} |$)/g)];
  for (const [response, status] of responses) {
    target.count(outcomeOf(Number(status), /\r\n\r\n[^{]*(\{[^]*\})/.exec(response)?.[1] ?? ''));
  }
  if (responses.length === 0) target.count('closed');
  return received;
}

/** The head of a request, with `Host` and an empty line at its end. */
export function head(method: string, path: string, headers: readonly string[] = []): string {
  return `${[`${method} ${path} HTTP/1.1`, 'Host: router', ...headers].join('\r\n')}\r\n\r\n`;
}

/**
 * Opens a WebSocket from the attack's address, and counts a refusal of it and the code that closes it.
 * @returns null where it was refused
 */
export async function openWebSocket(
  target: Target,
  options: { headers?: Record<string, string>; count?: 'open'; compress?: boolean } = {},
): Promise<WebSocket | null> {
  const socket = new WebSocket(`${target.routerUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    localAddress: target.address,
    headers: options.headers ?? {},
    perMessageDeflate: options.compress === true,
  });
  let hasOpened = false;
  socket.on('error', () => undefined);
  socket.on('close', (code) => {
    if (hasOpened && !left.has(socket) && !target.signal.aborted) target.count(`close ${code}`);
  });
  return new Promise((resolve) => {
    socket.once('open', () => {
      hasOpened = true;
      if (options.count === 'open') target.count('open');
      resolve(socket);
    });
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('close', () => {
        target.count(outcomeOf(response.statusCode ?? 0, text));
        resolve(null);
      });
    });
    socket.once('close', () => {
      if (!hasOpened) resolve(null);
    });
  });
}

/** WebSockets that the attack itself ended. */
const left = new WeakSet<WebSocket>();

export function leave(socket: WebSocket): void {
  left.add(socket);
  socket.terminate();
}

/** Opens a WebSocket and sends `connection_init`. @returns null where it was refused */
export async function connectGraphql(target: Target, payload: object = {}): Promise<WebSocket | null> {
  const socket = await openWebSocket(target);
  if (socket === null) return null;
  const acknowledged = once(socket, 'message');
  sendMessage(socket, { type: 'connection_init', payload });
  await Promise.race([acknowledged, once(socket, 'close')]);
  return socket.readyState === WebSocket.OPEN ? socket : null;
}

export function sendMessage(socket: WebSocket, message: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Counts each result and each error of the operations of a socket. */
export function countMessages(target: Target, socket: WebSocket): void {
  socket.on('message', (bytes: Buffer) => {
    const { type, payload } = JSON.parse(bytes.toString()) as { type: string; payload?: unknown };
    if (type === 'next') target.count(outcomeOf(200, JSON.stringify(payload)).replace('200', 'next'));
    if (type === 'error') {
      target.count(outcomeOf(0, JSON.stringify({ errors: payload })).replace(/^0/, 'error'));
    }
  });
}
