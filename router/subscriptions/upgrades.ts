import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../platform/errors.ts';

export interface UpgradeRefusal {
  status: 400 | 403 | 404;
  code: ErrorCode;
  message: string;
}

/**
 * Checks the path and the origin.
 * @param options.origins the CORS origins; `*` allows any
 * @returns null if the upgrade is allowed
 */
export function checkUpgrade(
  { url = '/', headers: { origin, host } }: IncomingMessage,
  { path, origins }: { path: string; origins: readonly string[] },
): UpgradeRefusal | null {
  const base = 'http://router.invalid';
  if (!URL.canParse(url, base)) {
    return { status: 400, code: 'BAD_REQUEST', message: 'Invalid request target: expected a URL.' };
  }
  if (new URL(url, base).pathname !== path) {
    return {
      status: 404,
      code: 'NOT_FOUND',
      message: `No WebSocket at this path: connect to ${path}.`,
    };
  }
  // Browsers send no preflight for a WebSocket: this check replaces it. Other clients send no Origin.
  if (
    origin === undefined ||
    origins.includes('*') ||
    origins.includes(origin) ||
    isOwnOrigin(origin, host)
  ) {
    return null;
  }
  const message = `Origin ${origin.slice(0, 100)} is not allowed: add it to CORS_ORIGINS.`;
  return { status: 403, code: 'FORBIDDEN', message };
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Ignores the scheme, because proxies may terminate TLS. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { host: from, protocol } = new URL(origin);
  if (from === '') return false;
  const own = host.toLowerCase();
  return own === from || own === `${from}:${defaultPorts[protocol] ?? ''}`;
}

/** Closes the connection even if the client keeps its side open. */
export function refuseUpgrade(socket: Duplex, { status }: UpgradeRefusal, body: object): void {
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
