import { subgraphNames } from '../graph/subgraphs.ts';
import type { SubgraphName } from '../graph/subgraphs.ts';
import { answerOf } from './answer.ts';
import { startStubServer } from './server.ts';

/** What the stubs say to who started them: where they are, and, asked by any message, how often they were asked. */
export interface StubNews {
  urls: Record<SubgraphName, string>;
  requests: number;
}

const stubs = await Promise.all(
  subgraphNames.map(async (name) => [name, await startStubServer(answerOf)] as const),
);
const urls = Object.fromEntries(stubs.map(([name, { url }]) => [name, url])) as StubNews['urls'];

function tell(): void {
  const requests = stubs.reduce((sum, [, stub]) => sum + stub.requests, 0);
  process.send?.({ urls, requests } satisfies StubNews);
}

process.on('message', tell);
process.on('disconnect', () => process.exit(0));
tell();
