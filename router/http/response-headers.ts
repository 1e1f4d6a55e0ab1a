import type { IncomingMessage } from 'node:http';
import { requestIdHeader } from '../../platform/http/server.ts';

export interface ResponseHeaderOptions {
  /** Such as `https://app.example.com`; `*` allows any. */
  origins: readonly string[];
  /** Responses then close their connections. */
  isClosing: () => boolean;
}

/** The `WWW-Authenticate` header of a 401 (RFC 9110, section 11.6.1; RFC 6750, section 3). */
export const challenge = 'Bearer realm="wayfare", error="invalid_token"';

/** The headers of every response, as alternating names and values. */
export function responseHeaders(
  { origins, isClosing }: ResponseHeaderOptions,
  { headers: { origin } }: IncomingMessage,
  requestId: string,
): string[] {
  const headers = [requestIdHeader, requestId, 'cache-control', 'no-store'];
  if (isClosing()) headers.push('connection', 'close');
  if (origins.length === 0) return headers;
  const any = origins.includes('*');
  if (!any) headers.push('vary', 'Origin');
  if (any || (origin !== undefined && origins.includes(origin))) {
    headers.push('access-control-allow-origin', any ? '*' : (origin ?? ''));
    headers.push('access-control-expose-headers', requestIdHeader);
  }
  return headers;
}
