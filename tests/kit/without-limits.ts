/** Settings for tests and benchmarks that send more than an honest client, or run on a busy machine. */
export const withoutLimits = {
  ...{ LIMIT_IN_FLIGHT: '0', LIMIT_WAITING: '0', LIMIT_WAIT_MS: '0' },
  ...{ RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_IDENTITY: '0' },
  ...{ UNFINISHED_BOOKINGS_PER_ADDRESS: '0', HELD_ROOMS_PER_ADDRESS: '0', HELD_SEATS_PER_ADDRESS: '0' },
};
