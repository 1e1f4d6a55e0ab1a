import type { FastifyInstance } from 'fastify';
import { createStaticPage } from './static-page.ts';
import type { StaticPage } from './static-page.ts';

export const paths = { graphql: '/graphql', stream: '/graphql/stream', graphiql: '/graphiql' } as const;

/** GraphiQL's page has inline scripts, which create workers from blobs. */
const graphiqlPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const defaultQuery = `# To sign in, add {"authorization": "Bearer <access token>"} under Headers.
# The book icon on the left opens the schema documentation.
{
  __typename
}
`;

/**
 * Serves `/`, which lists the paths, and `/graphiql`, which needs no internet access.
 * @param options.pages false without introspection, which pages need
 */
export function serveLanding(
  http: FastifyInstance,
  { title, pages }: { title: string; pages: boolean },
): void {
  if (pages) serveGraphiql(http, title);
  http.get('/', (request, reply) => {
    if (pages && request.headers.accept?.includes('text/html') === true) return reply.redirect(paths.graphql);
    const { graphiql, ...others } = paths;
    return reply.send({ ...others, ...(pages ? { graphiql } : {}), health: '/health/ready' });
  });
}

function serveGraphiql(http: FastifyInstance, title: string): void {
  let page: Promise<StaticPage> | undefined;
  http.get(paths.graphiql, async (request, reply) => {
    page ??= renderPage(title).then((html) => createStaticPage(html, graphiqlPolicy));
    const { status, headers, body } = (await page).answer(request);
    return reply.code(status).headers(headers).send(body);
  });
}

/** Imported lazily: the page has 9 MB. */
async function renderPage(title: string): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title,
    endpoint: paths.graphql,
    // Event streams send the token in a header; a WebSocket would not.
    subscriptionsProtocol: 'GRAPHQL_SSE',
    defaultQuery,
  });
}
