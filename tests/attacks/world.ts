import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, loadKeys, trustedCallers } from '../../dev/keys.ts';
import type { Keys } from '../../dev/keys.ts';
import { demoPassword } from '../../dev/demo/accounts.ts';
import { corsOrigins } from '../../dev/processes.ts';
import { SignInDocument } from '../generated/documents.ts';
import { createGraphClient, daysFromNow, signUpTraveller } from '../kit/graph-client.ts';
import { nodeSelection, startSharedNodes } from '../kit/graphs/shared-nodes.ts';
import { composeToFile } from '../kit/router.ts';
import { startTestStack } from '../kit/stack.ts';
import type { TestStack } from '../kit/stack.ts';
import { defaultLimits } from '../kit/without-limits.ts';
import type { Account, Attack, TargetFacts } from './attack.ts';
import type { HonestFacts, HonestOrder } from './helpers/honest-client.ts';
import type { HonestKinds } from './judge.ts';
import { createLeakCheck } from './leaks.ts';
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
  /** @param attempt 0 for the first run of the attack: each has an address and accounts of its own */
  factsFor(attack: Attack, index: number, attempt: number): TargetFacts;
  /** The new log lines of all processes that contain a session id or a token of an account, up to now. */
  leaks(): string[];
  close(): Promise<void>;
}

/** Attacks come from 127.66.0.0/16 and 127.67.0.0/16: limits count by address and network. */
const honestAddress = '127.33.0.1';
const proxyAddress = '127.99.0.1';
/** Of an attempt. */
const accountCount = 12;
const attemptCount = 2;

/** Starts Wayfare with another router beside its own, to be attacked. @param selected the attacks to come */
export async function startWorld(selected: readonly Attack[], attackSeconds: number): Promise<World> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-attacks-'));
    closing.push(() => rm(dataDirectory, { recursive: true, force: true }));
    const keys = await loadKeys(join(dataDirectory, 'keys.json'));
    const { router: nextRouterKey } = await generateKeys();
    const { router: withdrawnRouterKey } = await generateKeys();
    const routerKeys = { current: keys.router, next: nextRouterKey, withdrawn: withdrawnRouterKey };
    const stack = await startTestStack({ dataDirectory, overrides: subgraphSettings(keys, nextRouterKey) });
    closing.push(() => stack.close());
    const settings = routerSettings(stack, keys.router);
    const router = await startAttackedRouter({ ...settings, TRUSTED_PROXIES: proxyAddress });
    closing.push(() => router.close());
    const closed = await startAttackedRouter({ ...settings, INTROSPECTION: 'false' });
    closing.push(() => closed.close());
    const accounts: Account[] = [];
    while (accounts.length < attemptCount * accountCount) accounts.push(await signUp(stack.urls.router));
    const adminToken = await signInAdmin(stack.urls.router);
    const { accessToken } = await signUp(stack.urls.router);
    const main = { router, honest: await honestClient(closing, router, accessToken, tripQuery()) };
    const plans = selected.some(({ graph }) => graph === 'plans') ? await plansScene(closing) : null;
    const sceneOf = ({ graph }: Attack) => (graph === 'plans' && plans !== null ? plans : main);
    return {
      ...{ scenes: plans === null ? [main] : [main, plans], sceneOf, close },
      factsFor: (attack, index, attempt) => ({
        ...{ routerKeys, adminToken, proxyAddress, seconds: attack.seconds ?? attackSeconds },
        routerUrl: sceneOf(attack).router.url,
        closedRouterUrl: closed.url,
        subgraphUrls: subgraphUrls(stack),
        accounts: accounts.slice(attempt * accountCount, (attempt + 1) * accountCount),
        address: `127.${66 + attempt}.${index + 1}.1`,
      }),
      leaks: createLeakCheck(accounts, [
        () => stack.logs(),
        ...[router, closed].map((each) => () => each.process().output().split('\n')),
      ]),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const subgraphNames = ['users', 'orders', 'reservations'] as const;

/** The default limits, and the next key of the router, as during a rotation. */
function subgraphSettings(keys: Keys, nextRouterKey: Keys['router']) {
  const { kty, crv, x } = nextRouterKey;
  const settingsOf = (name: string) => {
    const callers = trustedCallers(keys, name).map((caller) =>
      caller.kind === 'router' ? { ...caller, otherPublicKeys: [{ kty, crv, x }] } : caller,
    );
    return { ...defaultLimits, TRUSTED_CALLERS: JSON.stringify(callers) };
  };
  return {
    ...Object.fromEntries(subgraphNames.map((name) => [name, settingsOf(name)])),
    // Tokens outlive a whole run.
    users: { ...settingsOf('users'), ACCESS_TOKEN_TTL_SECONDS: '7200' },
  };
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
    CORS_ORIGINS: corsOrigins({}),
    CALLER_NAME: 'router',
    CALLER_KEY: JSON.stringify(key),
  };
}

async function signUp(url: string): Promise<Account> {
  const { session, email, password } = await signUpTraveller(url);
  const { accessToken, refreshToken, user } = session;
  return { userId: user.id, email, password, accessToken, refreshToken };
}

/** @returns an access token that may suspend accounts */
async function signInAdmin(url: string): Promise<string> {
  const input = { email: 'admin@example.com', password: demoPassword };
  const { signIn } = await createGraphClient(url).data(SignInDocument, { input });
  if (signIn.__typename !== 'Session') throw new Error(signIn.message);
  return signIn.accessToken;
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
