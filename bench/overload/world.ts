import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword } from '../../dev/demo/accounts.ts';
import { startStack } from '../../dev/stack.ts';
import { createLogger } from '../../platform/log.ts';
import { requestBytes } from './load.ts';
import type { LoadRequest } from './load.ts';

export interface World {
  routerPort: number;
  /** A random request: nine of ten are queries. */
  next(): LoadRequest;
  close(): Promise<void>;
}

/** Every request comes from one address and one user: their limits are off. Those of overload have their defaults. */
const unlimited = {
  ...{ RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_IDENTITY: '0', LIMIT_CONNECTIONS: '0' },
  LIMIT_CONNECTIONS_PER_ADDRESS: '0',
  ...{ QUOTES_PER_CUSTOMER: '0', QUOTES_PER_ADDRESS: '0', ACCESS_TOKEN_TTL_SECONDS: '7200' },
};

/** Answered by all three subgraphs, one after another. */
const trips = `query Trips {
  me { displayName orders(first: 5) { nodes {
    status total { amount currency }
    reservation { status stays { hotel { name city } } }
  } } }
}`;
const quote = `mutation Quote($input: TripInput!) { quoteTrip(input: $input) { __typename ... on Quote { id } } }`;
const mutationShare = 0.1;
const dayMs = 86_400_000;

/** Starts a stack like `npm start`, one process each, with demo data. */
export async function startWorld(settings: NodeJS.ProcessEnv): Promise<World> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-overload-'));
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...environment } = process.env;
  const stack = await startStack({
    ...{ dataDirectory, preferDefaultPorts: false, demo: 'small' },
    environment: { ...environment, LOG_LEVEL: 'error', NODE_ENV: 'production', ...unlimited, ...settings },
    log: () => undefined,
    logger: createLogger('stack', 'silent'),
  });
  const close = async () => {
    await stack.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    const url = stack.urls.router;
    const token = await signIn(url);
    const requests = {
      query: { kind: 'query', bytes: requestBytes(trips, {}, token) },
      mutation: { kind: 'mutation', bytes: requestBytes(quote, { input: await tripIn(url) }, token) },
    };
    return {
      routerPort: Number(new URL(url).port),
      next: () => (Math.random() < mutationShare ? requests.mutation : requests.query),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function signIn(url: string): Promise<string> {
  const query = `mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { ... on Session { accessToken } }
  }`;
  const input = { email: 'ada@example.com', password: demoPassword };
  const { signIn: session } = await ask<{ signIn: { accessToken: string } }>(url, query, { input });
  return session.accessToken;
}

/** A trip with one stay, in a month. */
async function tripIn(url: string) {
  const day = (ahead: number) => new Date(performance.timeOrigin + ahead * dayMs).toISOString().slice(0, 10);
  const [checkIn, checkOut] = [day(30), day(32)];
  const query = `query Rooms($checkIn: Date!, $checkOut: Date!) {
    hotels(city: "Lisbon", checkIn: $checkIn, checkOut: $checkOut, first: 1) { nodes { roomTypes { roomTypeId } } }
  }`;
  const { hotels } = await ask<{ hotels: { nodes: { roomTypes: { roomTypeId: string }[] }[] } }>(url, query, {
    checkIn,
    checkOut,
  });
  const roomTypeId = hotels.nodes[0]?.roomTypes[0]?.roomTypeId;
  if (roomTypeId === undefined) throw new Error('expected a hotel in Lisbon in the demo data');
  return { stays: [{ roomTypeId, checkIn, checkOut, guests: 1 }] };
}

async function ask<Data>(url: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (data === undefined || errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`);
  return data;
}
