import type { IncomingMessage } from 'node:http';

/** Node.js keeps the first of several `Host` headers; another server may take the last (RFC 9112, section 3.2: 400). */
export function hasSeveralHosts({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

export const severalHosts = 'Invalid Host header: expected it once, got several.';
