import { randomBytes, randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Caller } from '../../../platform/identity.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import type { RequestOptions, SubgraphClient } from '../../kit/subgraph-client.ts';
import { startWorld } from '../../kit/world.ts';
import type { TestClock } from '../../kit/world.ts';

export interface UsersUnderTest {
  client: SubgraphClient;
  /** As `http://127.0.0.1:4001`. */
  origin: string;
  /** The subgraph's own database. */
  database: Connection;
  redisUrl: string;
  metrics: Registry;
  /** The log of the first process so far: lines of JSON. */
  logs: readonly string[];
  clock: TestClock;
  /** Starts a second process on the same stores. */
  another(settings?: Record<string, string>): Promise<SubgraphClient>;
  close(): Promise<void>;
}

/** Starts the users subgraph on stores of its own. */
export async function startUsersUnderTest(settings: Record<string, string> = {}): Promise<UsersUnderTest> {
  const world = await startWorld();
  const { router, origin, metrics, logs } = await world.startUsers(settings);
  return {
    ...{ client: router, origin, metrics, logs, clock: world.clock, redisUrl: world.stores.redisUrl },
    database: await world.database('users'),
    another: async (more = {}) => (await world.startUsers({ ...settings, ...more })).router,
    close: () => world.close(),
  };
}

export const password = 'a long enough secret';

/** A new e-mail address. */
export function newEmail(): string {
  return `someone-${randomBytes(6).toString('hex')}@example.com`;
}

/** An address in a network of its own, so that a test meets the limits of no other. */
export function newAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.1`;
}

/** The result of a mutation of accounts or sessions. */
export interface Outcome {
  __typename: string;
  message?: string;
  retryAfterSeconds?: number;
  accessToken?: string;
  accessTokenExpiresAt?: string;
  refreshToken?: string;
  deviceToken?: string | null;
  user?: { id: string; email: string; displayName: string; phone: string | null; version: number };
}

/** A result that is a session. */
export interface SignedIn extends Outcome {
  accessToken: string;
  refreshToken: string;
  user: NonNullable<Outcome['user']>;
  /** The user as the caller that the router would forward. */
  caller: Caller;
}

/** The member of the unions of rate-limited mutations. */
const attempts = '... on TooManyAttempts { retryAfterSeconds }';
const outcome = `
  __typename
  ... on Refusal { message }
  ... on Session { accessToken accessTokenExpiresAt refreshToken deviceToken user { id email displayName phone version } }
`;

export async function signUp(
  client: SubgraphClient,
  input: Record<string, unknown> = {},
  options: RequestOptions = { clientAddress: newAddress() },
): Promise<Outcome> {
  const given = { email: newEmail(), password, displayName: 'Someone New', ...input };
  const { signUp: answer } = await client.data<{ signUp: Outcome }>(
    `mutation ($input: SignUpInput!) { signUp(input: $input) { ${outcome} ${attempts} } }`,
    { input: given },
    options,
  );
  return answer;
}

/** Signs up a new user. @throws Error where it is refused */
export async function newcomer(client: SubgraphClient, input?: Record<string, unknown>): Promise<SignedIn> {
  return session(await signUp(client, input));
}

/** @throws Error where the result is no session */
export function session(answer: Outcome): SignedIn {
  const { accessToken, refreshToken, user } = answer;
  if (accessToken === undefined || refreshToken === undefined || user === undefined) {
    throw new Error(`expected a session, got ${JSON.stringify(answer)}`);
  }
  return { ...answer, accessToken, refreshToken, user, caller: signedIn(user.id) };
}

export async function signIn(
  client: SubgraphClient,
  input: { email: string; password: string; deviceToken?: string | null | undefined },
  options: RequestOptions = { clientAddress: newAddress() },
): Promise<Outcome> {
  const { signIn: answer } = await client.data<{ signIn: Outcome }>(
    `mutation ($input: SignInInput!) { signIn(input: $input) { ${outcome} ${attempts} } }`,
    { input },
    options,
  );
  return answer;
}

export async function refreshSession(client: SubgraphClient, refreshToken: string): Promise<Outcome> {
  const { refreshSession: answer } = await client.data<{ refreshSession: Outcome }>(
    `mutation ($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { ${outcome} } }`,
    { refreshToken },
  );
  return answer;
}

export async function signOut(client: SubgraphClient, refreshToken: string): Promise<boolean> {
  const { signOut: answer } = await client.data<{ signOut: boolean }>(
    `mutation ($refreshToken: String!) { signOut(refreshToken: $refreshToken) }`,
    { refreshToken },
  );
  return answer;
}

export async function changePassword(
  client: SubgraphClient,
  caller: Caller,
  input: { currentPassword: string; newPassword: string },
): Promise<Outcome> {
  const { changePassword: answer } = await client.data<{ changePassword: Outcome }>(
    `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ${outcome} } }`,
    { input },
    { caller, clientAddress: '192.0.2.1' },
  );
  return answer;
}
