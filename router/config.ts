import { z } from 'zod';
import {
  admissionSettings,
  callerKeySettings,
  integer,
  json,
  parseConfig,
  portSettings,
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

export const routerSettings = z.object({
  ...processSettings.shape,
  ...portSettings(4000).shape,
  ...admissionSettings.shape,
  SUPERGRAPH_PATH: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file with a Federation supergraph in SDL. The router watches it. Unset, and no SUPERGRAPH_URL: schema/supergraph.graphql.',
    ),
  SUPERGRAPH_URL: httpUrl
    .optional()
    .describe(
      'The supergraph at a URL, instead of a file. The router polls it. In the image, empty SUPERGRAPH_PATH.',
    ),
  SUPERGRAPH_POLL_SECONDS: integer(1, 86_400)
    .default(10)
    .describe('Time between two polls of SUPERGRAPH_URL.'),
  WEB_CONCURRENCY: integer(1, 1_024)
    .default(1)
    .describe('Worker processes that share the port. More than one per core gains nothing.'),
  SUBGRAPH_URLS: json(z.record(z.string(), httpUrl))
    .default({})
    .describe('Addresses of subgraphs by name, as a JSON object. They replace those of the supergraph.'),

  REDIS_URL: redisSettings.shape.REDIS_URL.optional().describe(
    'The Redis with the event streams and the ended sessions. Unset: subscriptions are off, and access tokens do not end at sign-out.',
  ),
  JWKS_URL: httpUrl
    .optional()
    .describe(
      'The key set that verifies access tokens (RFC 7517). With REDIS_URL and CALLER_KEY, routers keep the last one in Redis for 24 hours, signed. Unset, and no JWKS_FILE: every caller is anonymous.',
    ),
  JWKS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file with the key set, read at boot. Used until JWKS_URL has answered, or always without JWKS_URL.',
    ),
  ACCESS_TOKEN_ISSUER: z
    .string()
    .min(1)
    .default('wayfare')
    .describe('The issuer (`iss`) that an access token must have, as the users subgraph sets it.'),
  ACCESS_TOKEN_AUDIENCE: z
    .string()
    .min(1)
    .default('wayfare-graph')
    .describe('The audience (`aud`) that an access token must have, as the users subgraph sets it.'),
  CALLER_NAME: callerKeySettings.shape.CALLER_NAME.default('router').describe(
    'The name under which subgraphs know this router.',
  ),
  CALLER_KEY: callerKeySettings.shape.CALLER_KEY.optional().describe(
    'The private key that signs caller assertions (Ed25519 JWK). Unset: subgraphs do not learn who is calling.',
  ),

  SUBGRAPH_WAIT_SECONDS: integer(0, 3_600)
    .default(30)
    .describe(
      'Time after its start for which the router is not ready until each subgraph has answered `{ __typename }` once. 0 does not wait.',
    ),
  SUBGRAPH_TIMEOUT_MS: integer(1, 300_000)
    .default(10_000)
    .describe('Time that one request to a subgraph may take.'),
  SUBGRAPH_CONNECTIONS: integer(1, 10_000).default(100).describe('Connections to each subgraph, at most.'),
  SUBGRAPH_ANSWER_LIMIT_BYTES: integer(1_024, 1024 ** 3)
    .default(16 * 1024 * 1024)
    .describe('The largest response that the router accepts from a subgraph.'),
  EXPOSE_SUBGRAPH_ERRORS: flag
    .default(false)
    .describe(
      'Shows clients the messages of subgraph errors without a code. Otherwise they get an id that finds the error in the log.',
    ),

  DEDUPLICATE_REQUESTS: flag
    .default(true)
    .describe(
      'Equal queries of one user that arrive together share one execution; so do those of anonymous callers. Equal requests to a subgraph are sent once. No query gets data that were read before it arrived.',
    ),

  MERGE_FETCHES: flag
    .default(true)
    .describe(
      'Entities of one operation that a subgraph can be asked for at the same time share a request, as several `_entities` fields with aliases. False sends a request for each place in the operation.',
    ),

  OVERRIDE_LABELS: json(z.record(z.string(), z.union([z.boolean(), z.number().min(0).max(100)])))
    .default({})
    .describe(
      'Labels of `@override(label:)`, as a JSON object: true fetches their fields from the new subgraph, a number does so for that percentage of requests. Labels of the form `percent(5)` need no setting.',
    ),

  LIMIT_DEPTH: integer(1, 1_000).default(15).describe('Depth of an operation, at most.'),
  LIMIT_ALIASES: integer(0, 10_000).default(30).describe('Aliases in an operation, at most.'),
  LIMIT_TOKENS: integer(1, 100_000)
    .default(4_000)
    .describe('Tokens in a document, at most, and comments, at most.'),
  LIMIT_DOCUMENT_BYTES: integer(1_024, 64 * 1024 * 1024)
    .default(64 * 1024)
    .describe('The longest text of a document, comments and commas included.'),
  LIMIT_DIRECTIVES: integer(0, 10_000).default(50).describe('Directives in an operation, at most.'),
  LIMIT_ITEMS: integer(1, 10_000_000)
    .default(20_000)
    .describe('List items that an operation may request; the sizes of nested pages multiply.'),
  LIMIT_FIELDS: integer(1, 100_000_000)
    .default(400_000)
    .describe('Fields in all items that an operation may request; the sizes of nested pages multiply.'),
  LIMIT_INTROSPECTION: integer(0, 1_000)
    .default(2)
    .describe(
      'Size of the introspection in one operation, at most, in multiples of the answer to the standard introspection query; 0 sets no limit.',
    ),
  LIMIT_BODY_BYTES: integer(1_024, 64 * 1024 * 1024)
    .default(256 * 1024)
    .describe('The largest request body, and the largest message on a WebSocket.'),
  LIMIT_HEADER_BYTES: integer(1_024, 1024 ** 2)
    .default(16 * 1024)
    .describe('The largest request head, URL included. It bounds queries sent by GET.'),
  LIMIT_CONNECTION_REQUESTS: integer(0, 1_000_000)
    .default(0)
    .describe('Requests on one connection before the router closes it; 0 sets no limit.'),
  LIMIT_PIPELINED_REQUESTS: integer(1, 100_000)
    .default(100)
    .describe(
      'Requests that a client may send on one connection without waiting for their responses. Above it, one is refused (RATE_LIMITED) and the connection closes.',
    ),
  LIMIT_BUFFERED_BYTES: integer(1_024 ** 2, 64 * 1_024 ** 3)
    .default(64 * 1024 ** 2)
    .describe(
      'Bytes that wait in a router process for slow clients, in all: unsent responses and messages, and incomplete request bodies. Above it, the connections that have been behind for the longest time are closed.',
    ),
  REQUEST_TIMEOUT_SECONDS: integer(1, 3_600)
    .default(30)
    .describe('Time that a request may take to arrive, and that a client may read nothing of its response.'),
  KEEP_ALIVE_SECONDS: integer(1, 3_600)
    .default(72)
    .describe('Time that an idle connection stays open. Longer than the proxy in front keeps it.'),
  LIMIT_SOCKET_OPERATIONS: integer(1, 100_000)
    .default(100)
    .describe(
      'Operations under way on one WebSocket, at most. One with a long message counts once for each 4 KB.',
    ),
  LIMIT_CONNECTIONS: integer(0, 10_000_000)
    .default(10_000)
    .describe('Connections to a router process, at most. 0 sets no limit.'),
  LIMIT_CONNECTIONS_PER_ADDRESS: integer(0, 10_000_000)
    .default(1_000)
    .describe(
      'Connections from one address, at most; those of TRUSTED_PROXIES count in all only. 0 sets no limit.',
    ),
  LIMIT_SOCKETS: integer(0, 10_000_000)
    .default(5_000)
    .describe('WebSockets of a router process, at most. 0 sets no limit.'),
  LIMIT_SOCKETS_PER_ADDRESS: integer(0, 10_000_000)
    .default(500)
    .describe('WebSockets from one address, at most. 0 sets no limit.'),
  LIMIT_SOCKETS_PER_USER: integer(0, 10_000_000)
    .default(50)
    .describe('WebSockets of one user, at most. 0 sets no limit.'),
  LIMIT_SUBSCRIPTIONS: integer(0, 10_000_000)
    .default(10_000)
    .describe(
      'Subscriptions of a router process, at most, over WebSockets and event streams. One with a long document or long variables counts once for each 4 KB. 0 sets no limit.',
    ),
  LIMIT_SUBSCRIPTIONS_PER_ADDRESS: integer(0, 10_000_000)
    .default(2_000)
    .describe('Subscriptions from one address, at most. 0 sets no limit.'),
  LIMIT_SUBSCRIPTIONS_PER_USER: integer(0, 10_000_000)
    .default(200)
    .describe('Subscriptions of one user, at most. 0 sets no limit.'),
  LIMIT_SOCKET_MESSAGES: integer(0, 10_000_000)
    .default(1_000)
    .describe(
      'Messages and pings that a client may send on one WebSocket within ten seconds. A message counts once for each 4 KB. 0 sets no limit.',
    ),
  RATE_LIMIT_ADDRESS: integer(0, 10_000_000)
    .default(1_000)
    .describe(
      'Requests of a client address in RATE_LIMIT_SECONDS, over all routers, and over HTTP and WebSockets; an IPv6 address counts with its /64 network. Further ones get 429 RATE_LIMITED. 0 sets no limit. `npm start` sets 20000.',
    ),
  RATE_LIMIT_IDENTITY: integer(0, 10_000_000)
    .default(500)
    .describe('As RATE_LIMIT_ADDRESS, for each signed-in user. `npm start` sets 20000.'),
  RATE_LIMIT_SECONDS: integer(1, 3_600)
    .default(10)
    .describe('The window of RATE_LIMIT_ADDRESS and RATE_LIMIT_IDENTITY.'),
  TRUSTED_PROXIES: commaSeparated
    .default([])
    .describe(
      'Proxies whose X-Forwarded-For the router believes, as addresses or ranges with commas between them. Without it, all clients behind a load balancer share one address and its attempt limits.',
    ),
  CORS_ORIGINS: commaSeparated
    .default([])
    .describe(
      'Origins whose pages may call from a browser, over WebSockets too, with commas between them; `http://localhost:*` allows any port, and `*` all origins. A refused origin is logged once. `npm start` allows all ports of this machine.',
    ),
  PLANNING_THREADS: integer(1, 64)
    .default(2)
    .describe(
      'Worker threads of each router process that plan operations at the same time. All but the first start when operations wait.',
    ),
  PLANNING_IDLE_SECONDS: integer(0, 86_400)
    .default(5)
    .describe(
      'Time after which an idle planning thread ends, which frees its memory. The next new operation waits for its start. The first thread of a supergraph waits at least a minute for its first operation. `npm start` sets 3600. 0 keeps the threads.',
    ),
  LIMIT_PLANNING_MS: integer(10, 600_000)
    .default(5_000)
    .describe('Time that planning one operation may take. Known plans are cached.'),
  LIMIT_PLANNING_MEGABYTES: integer(64, 65_536)
    .default(160)
    .describe('Memory of a planning thread: supergraph, planner and the operation that it plans.'),
  LIMIT_PLANNING_QUEUE: integer(0, 1_000_000)
    .default(200)
    .describe('Operations that wait to be planned; 0 sets no limit.'),
  LIMIT_PLANNING_REFUSALS: integer(0, 1_000_000)
    .default(5)
    .describe(
      'Operations that may reach a limit of planning in a minute, of each user, or of each address without a user. After that, their new operations are refused. 0 sets no limit.',
    ),
  INTROSPECTION: flag
    .default(true)
    .describe(
      'Answers introspection, which Apollo Sandbox and GraphiQL need. False serves no such pages, and errors suggest no names.',
    ),
  SUBSCRIPTION_RECHECK_SECONDS: integer(1, 86_400)
    .default(60)
    .describe('Time after which a subscription looks for events whose notification was lost.'),
});

const oneSupergraph = routerSettings.refine(
  ({ SUPERGRAPH_PATH, SUPERGRAPH_URL }) => SUPERGRAPH_PATH === undefined || SUPERGRAPH_URL === undefined,
  {
    path: ['SUPERGRAPH_URL'],
    error: 'expected this or SUPERGRAPH_PATH, got both',
    // Reported together with all other faults, not after them.
    when: () => true,
  },
);

export type RouterConfig = z.infer<typeof routerSettings>;

/**
 * The router's settings, from the environment. None is needed.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseRouterConfig(environment: NodeJS.ProcessEnv): RouterConfig {
  return parseConfig(oneSupergraph, environment);
}
