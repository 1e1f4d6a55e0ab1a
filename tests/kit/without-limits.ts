/** Settings for tests and benchmarks that send more than an honest client, or run on a busy machine. */
export const withoutLimits = {
  ...{ LIMIT_IN_FLIGHT: '0', LIMIT_WAITING: '0', LIMIT_WAIT_MS: '0' },
  // Tests count the requests that subgraphs get.
  DEDUPLICATE_REQUESTS: 'false',
  ...{ RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_IDENTITY: '0' },
  ...{ UNFINISHED_BOOKINGS_PER_ADDRESS: '0', HELD_ROOMS_PER_ADDRESS: '0', HELD_SEATS_PER_ADDRESS: '0' },
};

/** Restores the defaults where a set-up switches these limits off: an empty setting counts as unset. */
export const defaultLimits: Record<string, string> = Object.fromEntries(
  Object.keys(withoutLimits).map((name) => [name, '']),
);
