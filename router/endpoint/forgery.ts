import type { IncomingHttpHeaders } from 'node:http';

/** What Apollo Server takes for a proof that a browser asked for leave first. */
export const preflightProof = 'apollo-require-preflight';

/**
 * Whether a request cannot have been sent by a foreign page through somebody's browser: what sent it is no browser, or
 * a page of the router's own. A page cannot keep a browser from saying that it is one: `User-Agent` is set by all of
 * them and begins with `Mozilla/` in all of them, `Sec-Fetch-Site` and `Origin` are set by the browser alone
 * (https://w3c.github.io/webappsec-fetch-metadata/), and any of them set by a script needs the preflight that is asked
 * for here.
 */
export function cannotBeForged(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const browserSays = ['origin', 'referer', 'cookie', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-ch-ua'];
  if (browserSays.some((name) => headers[name] !== undefined)) return false;
  return !/mozilla|webkit|gecko|opera/i.test(headers['user-agent'] ?? '');
}
