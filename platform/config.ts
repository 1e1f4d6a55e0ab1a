import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';

export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Parses a process's settings. An empty variable counts as unset, as in a shell and in Compose files.
 * @throws ConfigurationError naming every faulty setting
 */
export function parseConfig<Shape extends z.ZodType>(
  shape: Shape,
  environment: NodeJS.ProcessEnv,
): z.output<Shape> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = shape.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => {
    const name = path.map(String).join('.');
    const setting = String(path[0] ?? '');
    return setting in given ? `  ${name}: ${message}` : `  ${name}: it is not set`;
  });
  throw new ConfigurationError(`Faulty settings:\n${faults.join('\n')}`);
}

export function json<Shape extends z.ZodType>(shape: Shape) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
}

export function integer(minimum: number, maximum: number) {
  const error = `expected a whole number from ${minimum} to ${maximum}`;
  return z.coerce.number({ error }).int(error).min(minimum, error).max(maximum, error);
}

/** Two processes of one machine get different default ports. */
const portsFrom = (defaultPort: number) => ({
  PORT: integer(0, 65_535).default(defaultPort).describe('The port to listen on; 0 takes a free one.'),
  METRICS_PORT: integer(0, 65_535)
    .default(metricsPortBeside(defaultPort))
    .describe('The port of `/metrics`, which PORT does not serve; 0 takes a free one.'),
});

/** The default METRICS_PORT of a process with this default PORT. */
export function metricsPortBeside(defaultPort: number): number {
  return defaultPort + 5_400;
}

/** Ed25519 as a JSON Web Key: RFC 8037. */
const keyBytes = z.string().refine((text) => /^[\w-]{43}$/.test(text), 'expected 32 bytes in base64url');
const ed25519Key = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: keyBytes });
export const ed25519PrivateKey = ed25519Key
  .extend({ d: keyBytes })
  .refine(isKeyPair, 'expected an Ed25519 key pair: x is not the public key of d');

function isKeyPair(jwk: { kty: string; crv: string; x: string; d: string }): boolean {
  try {
    const { x } = createPublicKey(createPrivateKey({ key: jwk, format: 'jwk' })).export({ format: 'jwk' });
    return x === jwk.x;
  } catch {
    return false;
  }
}

/** `npm run generate` writes the descriptions to docs/settings.md and .env.example. */
export const processSettings = z.object({
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least severe level that is logged.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on. The Docker image sets 0.0.0.0.'),
  INSTANCE_ID: z
    .string()
    .optional()
    .describe(
      'The name of this process in the answer of `/health/ready`. `npm start` sets it, and accepts that process only.',
    ),
  DRAIN_SECONDS: integer(1, 3_600)
    .default(15)
    .describe(
      'Time that requests under way get to finish after SIGTERM. Longer than SUBGRAPH_TIMEOUT_MS. `npm start` sets 3.',
    ),
  CLOCK_MAX_SKEW_SECONDS: integer(1, 86_400)
    .default(30)
    .describe(
      'Difference between the clocks of this machine and of MongoDB (for the router: of Redis) above which the process is not ready.',
    ),
});

const redisUrl = z.url({ protocol: /^rediss?$/, error: 'expected a redis:// address' });

export const redisSettings = z.object({
  REDIS_URL: redisUrl.describe('The Redis for jobs and events. It must run with `noeviction`.'),
});

export const cacheSettings = z.object({
  CACHE_REDIS_URL: redisUrl
    .optional()
    .describe('A Redis for caches, which may evict. Unset: caches share REDIS_URL.'),
});

export const admissionSettings = z.object({
  LIMIT_IN_FLIGHT: integer(0, 1_000_000)
    .default(1_000)
    .describe('Operations in flight in the process, at most. Further ones wait. 0 sets no limit.'),
  LIMIT_WAITING: integer(0, 1_000_000)
    .default(1_000)
    .describe(
      'Operations that wait to begin, at most, and in the router as many for each subgraph. Then those of the address with the most are refused (OVERLOADED), queries before mutations. 0 sets no limit.',
    ),
  LIMIT_WAIT_MS: integer(0, 60_000)
    .default(1_000)
    .describe(
      'Time that an operation may wait to begin before it is refused (OVERLOADED); a mutation may wait ten times as long. When operations have been waiting for that long without a break, queries get a tenth of it. 0 sets no limit.',
    ),
});

export function admissionLimits(config: z.infer<typeof admissionSettings>) {
  return {
    maxInFlight: config.LIMIT_IN_FLIGHT,
    maxWaiting: config.LIMIT_WAITING,
    maxWaitMs: config.LIMIT_WAIT_MS,
  };
}

/** During a rotation: the keys that the caller had before, or will have. */
const callerKeys = { publicKey: ed25519Key, otherPublicKeys: z.array(ed25519Key).optional() };

/** A router calls on behalf of any user; a service calls only the operations listed for it. */
const trustedCaller = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('router'), name: z.string().min(1), ...callerKeys }),
  z.object({
    kind: z.literal('service'),
    name: z.string().min(1),
    ...callerKeys,
    operations: z.array(z.string()).min(1),
  }),
]);
export type TrustedCaller = z.infer<typeof trustedCaller>;

export const subgraphSettings = (defaultPort: number) =>
  z.object({
    ...portsFrom(defaultPort),
    ...admissionSettings.shape,
    TRUSTED_CALLERS: json(z.array(trustedCaller).min(1)).describe(
      'The routers and services that may call this subgraph, as a JSON array with their public keys (Ed25519 JWKs); `otherPublicKeys` lists further keys of a caller during a rotation. A service may call only the `operations` listed for it. `npm run -s keys` prints a value.',
    ),
  });

export const callerKeySettings = z.object({
  CALLER_NAME: z.string().min(1).describe('The name under which subgraphs know this process.'),
  CALLER_KEY: json(ed25519PrivateKey).describe('The private key that signs caller assertions (Ed25519 JWK).'),
});

export const portSettings = (defaultPort: number) => z.object(portsFrom(defaultPort));
