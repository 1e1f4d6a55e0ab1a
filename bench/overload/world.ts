import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword } from '../../dev/demo/accounts.ts';
import { startStack } from '../../dev/stack.ts';
import { createLogger } from '../../platform/log.ts';
import { processorTimes, timesBetween } from '../bookings/processor-time.ts';
import { canPin, cores, nextMessage, startNode } from '../router/processes.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import type { Template } from './requests.ts';

/** Processor time as fractions of a core, by process. */
export type CoreUse = Readonly<Record<string, number>>;

export interface World {
  /** Sends requests at a rate, from a process of its own. */
  load(perSecond: number, seconds: number, patienceMs: number): Promise<LoadResult & { processes: CoreUse }>;
  close(): Promise<void>;
}

/**
 * The limits of a customer are off, because every kind of request has a single customer. Those of overload, of addresses and of
 * connections have their defaults. Equal queries share nothing, as if each were another customer's: otherwise the clients, which
 * share the router's core, reach their limit before the router does.
 */
const settings = {
  ...{ RATE_LIMIT_IDENTITY: '0', QUOTES_PER_CUSTOMER: '0', UNFINISHED_BOOKINGS_PER_CUSTOMER: '0' },
  ...{ HELD_ROOMS_PER_CUSTOMER: '0', ACCESS_TOKEN_TTL_SECONDS: '7200', LOG_LEVEL: 'error' },
  DEDUPLICATE_REQUESTS: 'false',
  NODE_ENV: 'production',
};

/** Answered by all three subgraphs, one after another. */
const trips = `query Trips {
  me { displayName orders(first: 5) { nodes {
    status total { amount currency }
    reservation { status stays { hotel { name city } } }
  } } }
}`;
const quoteTrip = `mutation Quote($input: TripInput!) { quoteTrip(input: $input) { __typename ... on Quote { id } } }`;
const bookTrip = `mutation Book($input: BookTripInput!) {
  bookTrip(input: $input) { __typename ... on BookTripAccepted { reservation { id } } }
}`;
const signIn = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { __typename ... on Session { accessToken } }
}`;
/** Mutations cost more than queries: at ten times the rate, a larger share of them would exceed what can be answered. */
const shares = { quote: 0.003, booking: 0.001, signIn: 0.001 };
const quotedDays = 60;
const dayMs = 86_400_000;

/**
 * Starts a stack like `npm start`, one process each, with demo data. Where processes can be pinned, subgraphs and stores share
 * a core: what they can answer is the limit. The router and the clients share another.
 */
export async function startWorld(more: NodeJS.ProcessEnv): Promise<World> {
  // The processes of the stack inherit it.
  pin(process.pid, cores.underTest);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'wayfare-overload-'));
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...environment } = process.env;
  const stack = await startStack({
    ...{ dataDirectory, preferDefaultPorts: false, demo: 'small' },
    environment: { ...environment, ...settings, ...more },
    log: () => undefined,
    logger: createLogger('stack', 'silent'),
  });
  const close = async () => {
    await stack.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    const { router: url } = stack.urls;
    pin(stack.pid('router'), cores.others);
    const port = Number(new URL(url).port);
    const templates = await templatesFor(url);
    return {
      async load(perSecond, seconds, patienceMs) {
        const before = processorTimes(stack);
        const result = await generate({ port, perSecond, seconds, patienceMs, templates });
        const after = processorTimes(stack);
        const used = before === null || after === null ? [] : timesBetween(before, after);
        const processes = Array.from(used, ([name, ms]) => [name, ms / 1_000 / seconds] as const);
        return { ...result, processes: Object.fromEntries(processes) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function pin(pid: number | undefined, core: number): void {
  if (canPin && pid !== undefined) execFileSync('taskset', ['-acp', String(core), String(pid)]);
}

async function generate(order: LoadOrder): Promise<LoadResult> {
  const args = ['--import', 'tsx', 'bench/overload/generator.ts'];
  const generator = startNode({ core: cores.others, args, messages: true });
  try {
    generator.child.send(order);
    const answer = await nextMessage<{ result: LoadResult } | { error: string }>(generator);
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  } finally {
    await generator.stop();
  }
}

/** The customer of the queries never books, so that their answers stay the same. */
async function templatesFor(url: string): Promise<Template[]> {
  const reader = await signInAs(url, 'ada@example.com');
  const booker = await signInAs(url, 'grace@example.com');
  const { data } = await ask(url, trips, {}, reader);
  return [
    {
      ...{ kind: 'quote', share: shares.quote, query: quoteTrip, token: booker },
      ...{ variables: await quotes(url), expected: '"__typename":"Quote"' },
    },
    {
      ...{ kind: 'booking', share: shares.booking, query: bookTrip, variables: [], token: booker },
      expected: '"__typename":"BookTripAccepted"',
    },
    {
      ...{ kind: 'signIn', share: shares.signIn, query: signIn, token: null },
      variables: [{ input: { email: 'agent@example.com', password: demoPassword } }],
      expected: '"__typename":"Session"',
    },
    {
      ...{ kind: 'query', share: 1, query: trips, variables: [{}], token: reader },
      expected: JSON.stringify({ data }).slice(0, -1),
    },
  ];
}

async function signInAs(url: string, email: string): Promise<string> {
  const { data } = await ask(url, signIn, { input: { email, password: demoPassword } });
  return (data as { signIn: { accessToken: string } }).signIn.accessToken;
}

/** Trips with a stay in one hotel, on different days. */
async function quotes(url: string): Promise<object[]> {
  const day = (ahead: number) => new Date(performance.timeOrigin + ahead * dayMs).toISOString().slice(0, 10);
  const query = `query Rooms($checkIn: Date!, $checkOut: Date!) {
    hotels(city: "Lisbon", checkIn: $checkIn, checkOut: $checkOut, first: 1) { nodes { roomTypes { roomTypeId } } }
  }`;
  const { data } = await ask(url, query, { checkIn: day(10), checkOut: day(11) });
  const { hotels } = data as { hotels: { nodes: { roomTypes: { roomTypeId: string }[] }[] } };
  const roomTypeId = hotels.nodes[0]?.roomTypes[0]?.roomTypeId;
  if (roomTypeId === undefined) throw new Error('expected a hotel in Lisbon in the demo data');
  return Array.from({ length: quotedDays }, (_, at) => ({
    input: { stays: [{ roomTypeId, checkIn: day(10 + at), checkOut: day(11 + at), guests: 1 }] },
  }));
}

async function ask(
  url: string,
  query: string,
  variables: object,
  token?: string,
): Promise<{ data: unknown }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (data === undefined || errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`);
  return { data };
}
