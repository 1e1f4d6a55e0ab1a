import { createStaticPage } from './static-page.ts';
import type { StaticPage } from './static-page.ts';

/** Prepares Apollo's page at its first request. */
export type SandboxPage = (html: string) => Promise<StaticPage>;

/** Apollo renders its page for each request, with a new nonce: the first rendering serves all requests. */
export function createSandboxPage(): SandboxPage {
  let page: Promise<StaticPage> | undefined;
  return (html) => (page ??= createStaticPage(html, policyOf(html)));
}

/** The page names its sources in a `meta` element, where directives about frames have no effect (CSP 3, section 3.3). */
function policyOf(html: string): string {
  const [, sources = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/i.exec(html) ?? [];
  return [sources, "object-src 'none'", "base-uri 'none'", "form-action 'none'"]
    .filter((part) => part !== '')
    .join('; ');
}
