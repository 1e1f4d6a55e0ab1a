import { subgraphNames } from '../graph/subgraphs.ts';
import type { SubgraphName } from '../graph/subgraphs.ts';
import { answerOf } from './answer.ts';
import { startStubServer } from './server.ts';

/** Sent to the parent at the start, and in answer to each message. */
export interface StubReport {
  urls: Record<SubgraphName, string>;
  requests: number;
}

/** Milliseconds before each response. */
const latencyMs = Number(process.argv[2] ?? 0);

const stubs = await Promise.all(
  subgraphNames.map(async (name) => [name, await startStubServer(answerOf, latencyMs)] as const),
);
const urls = Object.fromEntries(stubs.map(([name, { url }]) => [name, url])) as StubReport['urls'];

function tell(): void {
  const requests = stubs.reduce((sum, [, stub]) => sum + stub.requests, 0);
  process.send?.({ urls, requests } satisfies StubReport);
}

process.on('message', tell);
process.on('disconnect', () => process.exit(0));
tell();
