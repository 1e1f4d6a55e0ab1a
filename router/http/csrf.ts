import type { IncomingHttpHeaders } from 'node:http';

/** Apollo Server's CSRF check recognises a preflighted request by this header. */
export const preflightHeader = 'apollo-require-preflight';

/** Browsers add them, and scripts cannot remove them. */
const browserHeaders = ['origin', 'referer', 'cookie', 'sec-ch-ua', 'upgrade-insecure-requests'];

/**
 * True for requests that no page of another origin can send without a preflight. Either `Sec-Fetch-Site` is
 * `same-origin` (https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header), or the client is no
 * browser: it sends no header and no `User-Agent` of browsers. A script that overrides `User-Agent` triggers a
 * preflight.
 */
export function isCsrfSafe(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (browserHeaders.some((name) => headers[name] !== undefined)) return false;
  return !/mozilla|webkit|gecko|opera/i.test(headers['user-agent'] ?? '');
}
