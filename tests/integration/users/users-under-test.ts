import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { systemClock } from '../../../platform/clock.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Caller } from '../../../platform/identity.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { parseUsersConfig } from '../../../subgraphs/users/config.ts';
import { startUsers } from '../../../subgraphs/users/app.ts';
import { startStores } from '../../kit/stores.ts';
import { createSubgraphClient, signedIn, testCallers } from '../../kit/subgraph-client.ts';
import type { RequestOptions, SubgraphClient } from '../../kit/subgraph-client.ts';

/** A time of day that a test moves on. */
export interface TestClock {
  now: Clock;
  advance(seconds: number): void;
}

export function testClock(): TestClock {
  let aheadMs = 0;
  return {
    now: () => new Date(systemClock().getTime() + aheadMs),
    advance(seconds) {
      aheadMs += seconds * 1_000;
    },
  };
}

/** A key that access tokens are signed with, as a private JWK. */
export async function accessTokenKey(kid: string): Promise<Record<string, unknown>> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}

export interface UsersUnderTest {
  client: SubgraphClient;
  /** Where the subgraph listens, without a path. */
  origin: string;
  /** The subgraph's own database. */
  database: Connection;
  redisUrl: string;
  metrics: Registry;
  clock: TestClock;
  /** Another process of the same subgraph, on the same stores. */
  another(settings?: Record<string, string>): Promise<SubgraphClient>;
  close(): Promise<void>;
}

/** Starts the users subgraph on stores of its own. */
export async function startUsersUnderTest(settings: Record<string, string> = {}): Promise<UsersUnderTest> {
  const stores = await startStores();
  const databaseName = stores.uniqueDatabase('users');
  const callers = await testCallers();
  const clock = testClock();
  const closing: (() => Promise<void>)[] = [];
  const keys = JSON.stringify([await accessTokenKey('test-key')]);

  const start = async (more: Record<string, string> = {}) => {
    const config = parseUsersConfig({
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      PORT: '0',
      MONGODB_URL: stores.mongoUrl,
      MONGODB_DATABASE: databaseName,
      REDIS_URL: stores.redisUrl,
      TRUSTED_CALLERS: callers.setting,
      ACCESS_TOKEN_KEYS: keys,
      ...settings,
      ...more,
    });
    const metrics = createMetrics('users');
    const logger = createLogger('users', config.LOG_LEVEL);
    const service = await startUsers({ config, logger, metrics, clock: clock.now });
    closing.unshift(() => service.close());
    const client = createSubgraphClient({ url: service.url, audience: 'users', signer: callers.router });
    return { client, metrics, origin: new URL(service.url).origin };
  };

  const first = await start();
  const database = await mongoose.createConnection(stores.mongoUrl, { dbName: databaseName }).asPromise();
  closing.unshift(() => database.close());
  return {
    ...first,
    database,
    redisUrl: stores.redisUrl,
    clock,
    another: async (more) => (await start(more)).client,
    async close() {
      for (const close of closing) await close();
      await stores.close();
    },
  };
}

/** One operation of a database, as its profiler saw it. */
export interface ProfiledOperation {
  op: string;
  ns: string;
  docsExamined: number;
  nreturned: number;
}

/**
 * What was asked of the collection `users` meanwhile.
 * @see https://www.mongodb.com/docs/manual/reference/database-profiler/
 */
export async function profiled(
  database: Connection,
  work: () => Promise<void>,
): Promise<ProfiledOperation[]> {
  const { db } = database;
  if (db === undefined) throw new Error('not connected');
  const before = await db.collection('system.profile').countDocuments();
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const operations = await db.collection<ProfiledOperation>('system.profile').find().toArray();
  return operations.slice(before).filter(({ ns }) => ns === `${db.databaseName}.users`);
}

export const password = 'a long enough secret';

/** An e-mail address that no other test has. */
export function newEmail(): string {
  return `someone-${randomBytes(6).toString('hex')}@example.com`;
}

/** What a mutation of an account or a session answers. */
export interface Outcome {
  __typename: string;
  message?: string;
  retryAfterSeconds?: number;
  accessToken?: string;
  accessTokenExpiresAt?: string;
  refreshToken?: string;
  user?: { id: string; email: string; displayName: string; phone: string | null; version: number };
}

/** An outcome that is a session. */
export interface SignedIn extends Outcome {
  accessToken: string;
  refreshToken: string;
  user: NonNullable<Outcome['user']>;
  /** The person, as the router would say who is calling. */
  caller: Caller;
}

/** The rest of a union that counts attempts. */
const attempts = '... on TooManyAttempts { retryAfterSeconds }';
const outcome = `
  __typename
  ... on Refusal { message }
  ... on Session { accessToken accessTokenExpiresAt refreshToken user { id email displayName phone version } }
`;

export async function signUp(
  client: SubgraphClient,
  input: Record<string, unknown> = {},
  options?: RequestOptions,
): Promise<Outcome> {
  const given = { email: newEmail(), password, displayName: 'Someone New', ...input };
  const { signUp: answer } = await client.data<{ signUp: Outcome }>(
    `mutation ($input: SignUpInput!) { signUp(input: $input) { ${outcome} ${attempts} } }`,
    { input: given },
    options,
  );
  return answer;
}

/** Signs up someone, which must work. */
export async function newcomer(client: SubgraphClient, input?: Record<string, unknown>): Promise<SignedIn> {
  return session(await signUp(client, input));
}

/** An outcome as the session that it must be. */
export function session(answer: Outcome): SignedIn {
  const { accessToken, refreshToken, user } = answer;
  if (accessToken === undefined || refreshToken === undefined || user === undefined) {
    throw new Error(`expected a session, got ${JSON.stringify(answer)}`);
  }
  return { ...answer, accessToken, refreshToken, user, caller: signedIn(user.id) };
}

export async function signIn(
  client: SubgraphClient,
  input: { email: string; password: string },
  options?: RequestOptions,
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
    { caller },
  );
  return answer;
}
