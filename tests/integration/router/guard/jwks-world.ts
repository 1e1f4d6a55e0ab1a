import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { eventually } from '../../../kit/eventually.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

export const query = '{ everybody { id } }';

let library: Awaited<ReturnType<typeof startLibrary>>;
beforeAll(async () => {
  library = await startLibrary();
});
afterAll(() => library.close());

/** New for each test. */
export let issuer: TokenIssuer;
/** Closed after each test, last first. */
export let closing: (() => Promise<void>)[];
beforeEach(async () => {
  issuer = await startTokenIssuer();
  closing = [() => issuer.stop()];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

export async function startRouter(
  settings: Record<string, string>,
  clock?: Parameters<typeof startRouterUnderTest>[2],
): Promise<RouterUnderTest> {
  const router = await startRouterUnderTest(library.all, settings, clock);
  closing.push(() => router.close());
  return router;
}

interface Readiness {
  status: string;
  for?: string[];
}

export async function readiness({ url }: RouterUnderTest): Promise<Readiness> {
  return (await (await fetch(`${url}/health/ready`)).json()) as Readiness;
}

export async function untilReady(router: RouterUnderTest): Promise<void> {
  await eventually(async () => {
    expect(await readiness(router)).toEqual({ status: 'ok' });
  });
}

/** A request with a token is neither accepted nor refused: clients try again, and nobody is signed out. */
export async function expectCannotVerify(router: RouterUnderTest, token: string): Promise<void> {
  const answer = await router.ask(query, { token });
  expect({ status: answer.status, codes: errorCodes(answer) }).toEqual({
    status: 503,
    codes: ['SUBGRAPH_UNAVAILABLE'],
  });
  expect(answer.errors?.[0]?.message).toContain('Try again');
}
