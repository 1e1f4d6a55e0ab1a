import type { IncomingHttpHeaders } from 'node:http';

/** The header by which Apollo Server's CSRF prevention recognises a request that had to be preflighted. */
export const preflightHeader = 'apollo-require-preflight';

/** Headers that browsers add and scripts cannot remove. `Sec-Fetch-Site` is checked before them. */
const browserHeaders = ['origin', 'referer', 'cookie', 'sec-ch-ua', 'upgrade-insecure-requests'];

/**
 * True for requests that no page of another origin can have sent, which need no preflight. Either `Sec-Fetch-Site` says
 * `same-origin` (https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header), or the client is no browser:
 * it sends no header that browsers add, and no browser's `User-Agent`. A script that overrides `User-Agent` triggers
 * a preflight itself.
 */
export function isCsrfSafe(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (browserHeaders.some((name) => headers[name] !== undefined)) return false;
  return !/mozilla|webkit|gecko|opera/i.test(headers['user-agent'] ?? '');
}
