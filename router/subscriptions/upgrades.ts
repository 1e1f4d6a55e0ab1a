import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../platform/errors.ts';

/** Why a connection is not to become a WebSocket. */
export interface UpgradeRefusal {
  status: 400 | 403 | 404;
  code: ErrorCode;
  message: string;
}

/**
 * Whether a connection may become a WebSocket: it is asked for at the path where there are any, and by no page of an
 * origin that may not call.
 * @param options.origins those whose pages may call, or `*` among them for any
 * @returns null where it may
 */
export function refusalOf(
  { url = '/', headers: { origin, host } }: IncomingMessage,
  { path, origins }: { path: string; origins: readonly string[] },
): UpgradeRefusal | null {
  const base = 'http://router.invalid';
  if (!URL.canParse(url, base)) {
    return { status: 400, code: 'BAD_REQUEST', message: 'The target of this request is no URL.' };
  }
  if (new URL(url, base).pathname !== path) {
    return {
      status: 404,
      code: 'NOT_FOUND',
      message: `There is no WebSocket at this path: it is at ${path}.`,
    };
  }
  // Only browsers say where a page is from, and to a WebSocket they say nothing else: there are no preflights.
  if (origin === undefined || origins.includes('*') || origins.includes(origin) || isOwn(origin, host)) {
    return null;
  }
  const message = `Pages of ${origin.slice(0, 100)} may not call (CORS_ORIGINS).`;
  return { status: 403, code: 'FORBIDDEN', message };
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Whether an origin is the router's own. Its scheme does not matter: proxies take TLS off. */
function isOwn(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { host: from, protocol } = new URL(origin);
  if (from === '') return false;
  const asked = host.toLowerCase();
  return asked === from || asked === `${from}:${defaultPorts[protocol] ?? ''}`;
}

/** Answers and lets go, also where the client never closes its side. */
export function refuseUpgrade(socket: Duplex, { status }: UpgradeRefusal, answer: object): void {
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
