import { demoAccounts, demoPassword } from './demo/accounts.ts';
import { demoHotels } from './demo/hotels.ts';
import type { ServiceName } from './processes.ts';
import type { Stack } from './stack.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** The sandbox's payment methods and their outcomes. */
const paymentMethods = {
  pm_ok: 'succeeds',
  pm_declined: 'is declined',
  pm_slow: 'succeeds after 2 seconds',
  pm_flaky: 'fails twice, then succeeds',
};

/** Example operations that are valid on the demo data, with dates counted from `now`. */
export function firstOperations(now: Date): { what: string; operation: string }[] {
  const checkIn = dateIn(now, 30);
  const checkOut = dateIn(now, 33);
  const roomTypeId = demoHotels().find(({ city }) => city.name === 'Lisbon')?.roomTypes[0]?.id ?? '';
  return [
    {
      what: 'Sign in, and send the token with the next operations: { "Authorization": "Bearer <accessToken>" }',
      operation: `mutation {
  signIn(input: { email: "${demoAccounts[0]?.email ?? ''}", password: "${demoPassword}" }) {
    ... on Session { accessToken }
    ... on Refusal { message }
  }
}`,
    },
    {
      what: 'Hotels in Lisbon, a month from today',
      operation: `{
  hotels(city: "Lisbon", checkIn: "${checkIn}", checkOut: "${checkOut}", guests: 2, first: 5) {
    nodes { hotel { name stars } roomTypes { roomTypeId name available total { amount currency } } }
  }
}`,
    },
    {
      what: 'Get a quote for a stay, book it by the id of the quote, and watch the booking in another tab',
      operation: `mutation Quote {
  quoteTrip(input: { stays: [{ roomTypeId: "${roomTypeId}", checkIn: "${checkIn}", checkOut: "${checkOut}", guests: 2 }] }) {
    ... on Quote { id total { amount currency } expiresAt }
    ... on Refusal { message }
  }
}
mutation Book($quoteId: ID!) {
  bookTrip(input: { quoteId: $quoteId, idempotencyKey: "my-first-trip", paymentMethod: "pm_ok" }) {
    ... on BookTripAccepted { reservation { id status } }
    ... on Refusal { message }
  }
}
subscription Watch {
  myReservationsUpdated { id status version order { status } }
}`,
    },
  ];
}

/**
 * The text printed once the stack serves: addresses, accounts and example operations.
 * @param origins the allowed CORS origins, separated by commas
 */
export function welcome(
  stack: Pick<Stack, 'urls' | 'metricsUrls' | 'mongoUrl' | 'mongoServer' | 'redisUrl'>,
  origins: string,
  now: Date,
): string {
  const { urls, metricsUrls, mongoUrl, mongoServer, redisUrl } = stack;
  const router = urls.router.replace('127.0.0.1', 'localhost');
  const places = {
    'Apollo Sandbox': `${router}/graphql`,
    GraphiQL: `${router}/graphiql (needs no internet)`,
    WebSocket: `${router.replace('http', 'ws')}/graphql (graphql-transport-ws)`,
    SSE: `${router}/graphql/stream (graphql-sse)`,
    'Front ends': `allowed from ${origins.split(',').join(', ')} (CORS_ORIGINS)`,
    Health: `${router}/health/ready`,
    Metrics: `${metricsUrls.router}/metrics`,
    Processes: `each with /health/ready, and /metrics on a port of its own`,
    ...Object.fromEntries(
      Object.entries(urls)
        .filter(([name]) => name !== 'router')
        .map(([name, url]) => [`  ${name}`, `${url}, ${metricsUrls[name as ServiceName]}/metrics`]),
    ),
    '  MongoDB': `${mongoUrl} (${mongoServer})`,
    '  Redis': redisUrl,
  };
  const accounts = demoAccounts.map(({ email, roles }) => `${email} (${roles.join(', ').toLowerCase()})`);
  const methods = Object.entries(paymentMethods).map(([method, outcome]) => `${method} ${outcome}`);
  const operations = firstOperations(now).map(
    ({ what, operation }, at) => `${at + 1}. ${what}\n\n${indented(operation, 5)}\n`,
  );
  return [
    '',
    'Wayfare is ready.',
    '',
    ...Object.entries(places).map(([name, place]) => `  ${name.padEnd(16)} ${place}`),
    '',
    `  ${'Demo accounts'.padEnd(16)} password ${demoPassword}`,
    ...accounts.map((account) => `  ${' '.repeat(16)} ${account}`),
    `  ${'Payment methods'.padEnd(16)} ${methods.join('; ')}`,
    '',
    'Three operations to try:',
    '',
    ...operations.map((operation) => indented(operation, 2)),
    'Ctrl-C stops all processes; the data stays.',
    '',
  ].join('\n');
}

function dateIn(now: Date, days: number): string {
  return new Date(now.getTime() + days * dayMs).toISOString().slice(0, 10);
}

function indented(text: string, spaces: number): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(spaces)}${line}`))
    .join('\n');
}
