export const idempotencyKeyReused = {
  __typename: 'IdempotencyKeyReused',
  message: 'This idempotency key was used before, with different input.',
} as const;
