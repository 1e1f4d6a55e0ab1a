import type { IncomingHttpHeaders } from 'node:http';

/** What Apollo Server takes for a proof that a browser asked for leave first. */
export const preflightProof = 'apollo-require-preflight';

/** What a browser says of a request, and no script can keep it from saying. Their other `Sec-Fetch-` headers come with the site. */
const saidByBrowsers = ['origin', 'referer', 'cookie', 'sec-ch-ua', 'upgrade-insecure-requests'];

/**
 * Whether a request cannot have been sent by a foreign page through somebody's browser, so that no preflight is missing:
 * it comes from a page of the router's own (https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header), or
 * from what is no browser. A browser says that it is one: `User-Agent` begins with `Mozilla/` in all of them, and a
 * script that sets it, or any header that is asked for here, needs the leave of a preflight.
 */
export function cannotBeForged(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (saidByBrowsers.some((name) => headers[name] !== undefined)) return false;
  return !/mozilla|webkit|gecko|opera/i.test(headers['user-agent'] ?? '');
}
