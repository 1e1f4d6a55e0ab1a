import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A subgraph in a process of its own, which a test can freeze. */
export interface SubgraphProcess {
  /** Its `/graphql`. */
  url: string;
  /** SIGSTOP: the kernel still accepts its connections. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Answers every query with `{ "data": { "reads": … } }` and counts mutations in `writes`. */
const program = `
  let reads = 0, writes = 0;
  const server = require('node:http').createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part)).on('end', () => {
      const { query } = JSON.parse(body);
      if (query.includes('mutation')) writes += 1; else reads += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: { __typename: 'Query', reads, writes, write: writes } }));
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

export const subgraphProcessTypeDefs = 'type Query { reads: Int writes: Int } type Mutation { write: Int }';

export async function startSubgraphProcess(): Promise<SubgraphProcess> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return {
    url: `http://127.0.0.1:${Number(port)}/graphql`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
