import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../platform/errors.ts';
import { hasSeveralHosts, severalHosts } from '../../platform/http/host-header.ts';
import type { Origins } from '../guard/origins.ts';

export interface UpgradeRefusal {
  status: number;
  code: ErrorCode;
  message: string;
  headers?: readonly string[];
}

/**
 * Checks the path and the origin.
 * @returns null if the upgrade is allowed
 */
export function checkUpgrade(
  request: IncomingMessage,
  { path, origins }: { path: string; origins: Origins },
): UpgradeRefusal | null {
  const {
    url = '/',
    headers: { origin, host },
  } = request;
  if (hasSeveralHosts(request)) return { status: 400, code: 'BAD_REQUEST', message: severalHosts };
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
  if (origin === undefined || origins.allows(origin, host)) return null;
  const message = `Origin ${origin.slice(0, 100)} is not allowed: add it to CORS_ORIGINS.`;
  return { status: 403, code: 'FORBIDDEN', message };
}

/** Closes the connection even if the client keeps its side open. */
export function refuseUpgrade(
  socket: Duplex,
  { status, headers = [] }: Pick<UpgradeRefusal, 'status' | 'headers'>,
  body: object,
): void {
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    ...headers,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.once('finish', () => {
    socket.destroy();
  });
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
