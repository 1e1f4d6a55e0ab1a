import { z } from 'zod';
import { parseInput } from '../../../platform/input.ts';
import type { SignUpInput, UpdateProfileInput } from '../generated/resolvers.ts';

/** The longest path in SMTP, without its angle brackets (RFC 5321, section 4.5.3.1.3). */
const maxEmailLength = 254;

const emailForm = `an e-mail address of at most ${maxEmailLength} characters`;
const nameForm = '1 to 80 characters without control characters';
const phoneForm = 'a telephone number in E.164 form, such as +351211234567';

const email = z.email(emailForm).max(maxEmailLength, emailForm);
const displayName = z
  .string(nameForm)
  .trim()
  .regex(/^[^\p{Cc}]{1,80}$/u, nameForm);
/** ITU-T E.164: a plus, a country code, at most 15 digits in total. */
const phone = z.string(phoneForm).regex(/^\+[1-9]\d{6,14}$/, phoneForm);

const signUp = z.object({
  input: z.object({
    email,
    displayName,
    phone: phone.nullish().transform((number) => number ?? null),
    password: z.string(),
  }),
});

const updateProfile = z.object({
  input: z.object({
    displayName: displayName.optional(),
    phone: phone.nullable().optional(),
    expectedVersion: z.int('a version, 1 or above').min(1, 'a version, 1 or above').nullish(),
  }),
});

/**
 * Passwords are checked by `passwordWeakness`, not here.
 * @throws GraphQLError BAD_USER_INPUT that names the first invalid field
 */
export function parseSignUp(input: SignUpInput): z.output<typeof signUp>['input'] {
  return parseInput(signUp, { input }).input;
}

/** @throws GraphQLError BAD_USER_INPUT that names the first invalid field */
export function parseProfileUpdate(input: UpdateProfileInput): z.output<typeof updateProfile>['input'] {
  return parseInput(updateProfile, { input }).input;
}
