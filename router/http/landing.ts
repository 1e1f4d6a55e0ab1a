import type { FastifyInstance } from 'fastify';

/** Where the router answers. */
export const paths = { graphql: '/graphql', stream: '/graphql/stream', graphiql: '/graphiql' } as const;

/** One page that carries all it needs: its scripts are inline, and it makes its workers from texts of its own. */
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
  "frame-ancestors 'none'",
].join('; ');

const defaultQuery = `# Who is asking: put {"authorization": "Bearer <access token>"} under Headers.
# The documentation is behind the book on the left.
{
  __typename
}
`;

/** `/graphiql`, without the internet, and `/`, which says where things are. */
export function serveLanding(http: FastifyInstance, title: string): void {
  let page: Promise<string> | undefined;
  http.get(paths.graphiql, async (_request, reply) => {
    page ??= renderPage(title);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', graphiqlPolicy)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-cache')
      .send(await page);
  });
  http.get('/', (request, reply) => {
    if (request.headers.accept?.includes('text/html') === true) return reply.redirect(paths.graphql);
    return reply.send({ ...paths, health: '/health/ready', metrics: '/metrics' });
  });
}

/** Nine megabytes that are not loaded before somebody wants them. */
async function renderPage(title: string): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title,
    endpoint: paths.graphql,
    // Over event streams the token under Headers counts for subscriptions too; over a WebSocket it would not.
    subscriptionsProtocol: 'GRAPHQL_SSE',
    subscriptionsEndpoint: paths.stream,
    defaultQuery,
  } as Parameters<typeof renderGraphiQL>[0]);
}
