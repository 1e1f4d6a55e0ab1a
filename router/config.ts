import { z } from 'zod';
import {
  callerKeySettings,
  integer,
  json,
  parseConfig,
  portSetting,
  processSettings,
  redisSettings,
} from '../platform/config.ts';

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// address' });
const flag = z
  .enum(['true', 'false'], { error: 'expected true or false' })
  .transform((value) => value === 'true');

const commaSeparated = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
);

const settings = z.object({
  ...processSettings.shape,
  ...portSetting(4000).shape,
  /** A Federation 2 supergraph in SDL, in a file that is watched: `schema/supergraph.graphql` where there is no URL. */
  SUPERGRAPH_PATH: z.string().min(1).optional(),
  /** The same at a URL, which is asked every so often. */
  SUPERGRAPH_URL: httpUrl.optional(),
  SUPERGRAPH_POLL_SECONDS: integer(1, 86_400).default(10),
  /** Processes that serve, on one port. */
  WEB_CONCURRENCY: integer(1, 1_024).default(1),
  /** Where subgraphs are, by name, instead of where the supergraph says. */
  SUBGRAPH_URLS: json(z.record(z.string(), httpUrl)).default({}),

  /** Wakes subscriptions; without it they are off. */
  REDIS_URL: redisSettings.shape.REDIS_URL.optional(),
  /** The keys that access tokens are verified with; without it every caller is anonymous. */
  JWKS_URL: httpUrl.optional(),
  ACCESS_TOKEN_ISSUER: z.string().min(1).default('wayfare'),
  ACCESS_TOKEN_AUDIENCE: z.string().min(1).default('wayfare-graph'),
  CALLER_NAME: callerKeySettings.shape.CALLER_NAME.default('router'),
  /** Signs callers for subgraphs; without it they are not told who is calling. */
  CALLER_KEY: callerKeySettings.shape.CALLER_KEY.optional(),

  /** How long one request to a subgraph may take. */
  SUBGRAPH_TIMEOUT_MS: integer(1, 300_000).default(10_000),
  /** Connections kept to each subgraph. */
  SUBGRAPH_CONNECTIONS: integer(1, 10_000).default(100),
  /** The largest answer taken from a subgraph. */
  SUBGRAPH_ANSWER_LIMIT_BYTES: integer(1_024, 1024 ** 3).default(16 * 1024 * 1024),
  /** Whether the messages of subgraph errors that bear no code reach clients, instead of an id that finds them in the log. */
  EXPOSE_SUBGRAPH_ERRORS: flag.default(false),

  /** Whether equal queries of one caller that are under way at the same time share one execution. */
  DEDUPLICATE_REQUESTS: flag.default(false),

  LIMIT_DEPTH: integer(1, 1_000).default(15),
  LIMIT_ALIASES: integer(0, 10_000).default(30),
  LIMIT_TOKENS: integer(1, 100_000).default(4_000),
  LIMIT_DIRECTIVES: integer(0, 10_000).default(50),
  /** List items that one operation may ask for, pages within pages multiplied: two full pages within each other fit. */
  LIMIT_ITEMS: integer(1, 10_000_000).default(20_000),
  /** The largest request, or message on a WebSocket. */
  LIMIT_BODY_BYTES: integer(1_024, 64 * 1024 * 1024).default(256 * 1024),
  /** The largest headers of a request, its URL included: with it, the longest query in a URL. */
  LIMIT_HEADER_BYTES: integer(1_024, 1024 ** 2).default(16 * 1024),
  /** Requests that one connection carries before it is closed; 0 for any number. */
  LIMIT_CONNECTION_REQUESTS: integer(0, 1_000_000).default(0),
  /** How long a request may take to arrive. */
  REQUEST_TIMEOUT_SECONDS: integer(1, 3_600).default(30),
  /** How long a connection that carries nothing is kept: longer than a proxy in front keeps it, or that sends into the void. */
  KEEP_ALIVE_SECONDS: integer(1, 3_600).default(72),
  /** Operations under way on one WebSocket. */
  LIMIT_SOCKET_OPERATIONS: integer(1, 100_000).default(100),
  /** The proxies in front, as addresses or ranges with commas: what they say of a client's address is believed. */
  TRUSTED_PROXIES: commaSeparated.default([]),
  /** The origins whose pages may call from a browser, with commas; `*` for any. None but the router's own pages otherwise. */
  CORS_ORIGINS: commaSeparated.default([]),
  /** Whether the schema may be asked for. It is public, and Sandbox and GraphiQL need it. */
  INTROSPECTION: flag.default(true),
  /** How often a subscription looks for itself whether it missed a wake-up call. */
  SUBSCRIPTION_RECHECK_SECONDS: integer(1, 86_400).default(60),
});

const oneSupergraph = settings.refine(
  ({ SUPERGRAPH_PATH, SUPERGRAPH_URL }) => SUPERGRAPH_PATH === undefined || SUPERGRAPH_URL === undefined,
  {
    path: ['SUPERGRAPH_URL'],
    error: 'expected this or SUPERGRAPH_PATH, got both',
    // Told with all other faults, not after them.
    when: () => true,
  },
);

export type RouterConfig = z.infer<typeof settings>;

/**
 * The router's settings, from the environment. None is needed.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseRouterConfig(environment: NodeJS.ProcessEnv): RouterConfig {
  return parseConfig(oneSupergraph, environment);
}
