import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeys } from '../../dev/keys.ts';
import { daysFromNow, signUpTraveller } from '../kit/graph-client.ts';
import { nodeSelection, startSharedNodes } from '../kit/graphs/shared-nodes.ts';
import { composeToFile } from '../kit/router.ts';
import { startTestStack } from '../kit/stack.ts';
import type { TestStack } from '../kit/stack.ts';
import type { Account, Attack, TargetFacts } from './attack.ts';
import type { HonestFacts, HonestOrder } from './helpers/honest-client.ts';
import type { HonestKinds } from './judge.ts';
import { startHelper } from './messages.ts';
import type { Helper } from './messages.ts';
import { startAttackedRouter } from './routers.ts';
import type { AttackedRouter } from './routers.ts';

export type HonestClient = Helper<HonestOrder, HonestKinds | null>;

/** A router under attack with its honest client. */
export interface Scene {
  readonly router: AttackedRouter;
  readonly honest: HonestClient;
}

export interface World {
  sceneOf(attack: Attack): Scene;
  readonly scenes: readonly Scene[];
  factsFor(attack: Attack, index: number, seconds: number): TargetFacts;
  close(): Promise<void>;
}

/** Attacks come from 127.66.0.0/16, the honest clients from elsewhere: limits count by address and network. */
const honestAddress = '127.33.0.1';
const proxyAddress = '127.99.0.1';
const accountCount = 8;

/** Starts Wayfare with another router beside its own, to be attacked. @param selected the attacks to come */
export async function startWorld(selected: readonly Attack[]): Promise<World> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-attacks-'));
    closing.push(() => rm(dataDirectory, { recursive: true, force: true }));
    const stack = await startTestStack({
      dataDirectory,
      // Tokens outlive a whole run.
      overrides: { users: { ACCESS_TOKEN_TTL_SECONDS: '7200' } },
    });
    closing.push(() => stack.close());
    const { router: routerKey } = await loadKeys(join(dataDirectory, 'keys.json'));
    const settings = routerSettings(stack, routerKey);
    const router = await startAttackedRouter({ ...settings, TRUSTED_PROXIES: proxyAddress });
    closing.push(() => router.close());
    const closed = await startAttackedRouter({ ...settings, INTROSPECTION: 'false' });
    closing.push(() => closed.close());
    const accounts: Account[] = [];
    while (accounts.length < accountCount) accounts.push(await signUp(stack.urls.router));
    const { accessToken } = await signUp(stack.urls.router);
    const main = { router, honest: await honestClient(closing, router, accessToken, tripQuery()) };
    const plans = selected.some(({ graph }) => graph === 'plans') ? await plansScene(closing) : null;
    return {
      scenes: plans === null ? [main] : [main, plans],
      sceneOf: ({ graph }) => (graph === 'plans' && plans !== null ? plans : main),
      factsFor: (attack, index, seconds) => ({
        routerUrl: (attack.graph === 'plans' && plans !== null ? plans : main).router.url,
        closedRouterUrl: closed.url,
        subgraphUrls: subgraphUrls(stack),
        ...{ routerKey, accounts, proxyAddress, seconds },
        address: `127.66.${index + 1}.1`,
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function subgraphUrls({ urls }: TestStack) {
  const { users, orders, reservations } = urls;
  return { users: `${users}/graphql`, orders: `${orders}/graphql`, reservations: `${reservations}/graphql` };
}

function routerSettings(stack: TestStack, key: Record<string, unknown>): Record<string, string> {
  return {
    SUPERGRAPH_PATH: 'schema/supergraph.graphql',
    SUBGRAPH_URLS: JSON.stringify(subgraphUrls(stack)),
    JWKS_URL: `${stack.urls.users}/.well-known/jwks.json`,
    REDIS_URL: stack.redisUrl,
    CALLER_NAME: 'router',
    CALLER_KEY: JSON.stringify(key),
  };
}

async function signUp(url: string): Promise<Account> {
  const { session, email, password } = await signUpTraveller(url);
  const { accessToken, refreshToken, user } = session;
  return { userId: user.id, email, password, accessToken, refreshToken };
}

async function honestClient(
  closing: (() => Promise<void>)[],
  router: AttackedRouter,
  accessToken: string | null,
  query: string,
): Promise<HonestClient> {
  const facts: HonestFacts = { routerUrl: router.url, address: honestAddress, accessToken, query };
  const client = await startHelper<HonestOrder, HonestKinds | null>(
    new URL('helpers/honest-client.ts', import.meta.url),
    [JSON.stringify(facts)],
  );
  closing.push(() => client.stop());
  return client;
}

/** Two subgraphs, and hotels with free rooms. */
function tripQuery(): string {
  const dates = `checkIn: "${daysFromNow(30)}", checkOut: "${daysFromNow(33)}"`;
  return `{ me { displayName orders(first: 3) { nodes { number } } }
    hotels(city: "Lisbon", ${dates}, first: 5) { nodes { hotel { name } roomTypes { name available } } } }`;
}

/** Four subgraphs that resolve the same fields: the number of plans is exponential in the number of fields. */
async function plansScene(closing: (() => Promise<void>)[]): Promise<Scene> {
  const subgraphs = await startSharedNodes(4);
  closing.push(async () => {
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });
  const supergraph = await composeToFile(subgraphs);
  closing.push(() => supergraph.remove());
  const router = await startAttackedRouter({ SUPERGRAPH_PATH: supergraph.path });
  closing.push(() => router.close());
  return { router, honest: await honestClient(closing, router, null, `{ node ${nodeSelection(1, 2)} }`) };
}
