import type { IncomingMessage } from 'node:http';
import type { Origins } from '../guard/origins.ts';
import { requestIdHeader } from '../../platform/http/server.ts';

export interface ResponseHeaderOptions {
  origins: Origins;
  /** Responses then close their connections. */
  isClosing: () => boolean;
}

/** Readable by pages of other origins. */
export const exposedHeaders = [requestIdHeader, 'retry-after', 'ratelimit', 'ratelimit-policy'].join(', ');

/** The `WWW-Authenticate` header of a 401 (RFC 9110, section 11.6.1; RFC 6750, section 3). */
export const challenge = 'Bearer realm="wayfare", error="invalid_token"';

/** The headers of every response, as alternating names and values. */
export function responseHeaders(
  { origins, isClosing }: ResponseHeaderOptions,
  { headers: { origin, host } }: IncomingMessage,
  requestId: string,
): string[] {
  const headers = [requestIdHeader, requestId, 'cache-control', 'no-store'];
  if (isClosing()) headers.push('connection', 'close');
  const isAllowed = origin === undefined || origins.allows(origin, host);
  if (origins.isEmpty) return headers;
  if (!origins.isAny) headers.push('vary', 'Origin');
  if (!isAllowed || (origin === undefined && !origins.isAny)) return headers;
  headers.push('access-control-allow-origin', origins.isAny ? '*' : (origin ?? ''));
  headers.push('access-control-expose-headers', exposedHeaders);
  // For pages that call with `credentials: 'include'`. The router reads no cookies.
  if (!origins.isAny) headers.push('access-control-allow-credentials', 'true');
  return headers;
}
