import { z } from 'zod';

const form = 'a key of 1 to 128 characters';

/** The idempotency key of a mutation's input: looked at before anything else of it. */
export const keyForm = z.object({
  input: z.object({ idempotencyKey: z.string().min(1, form).max(128, form) }),
});

/** The answer to a key that stands for something else already. */
export const keyReused = {
  __typename: 'IdempotencyKeyReused',
  message: 'This idempotency key was used before, with other input.',
} as const;
