import { z } from 'zod';
import { parseInput } from '../../../platform/input.ts';
import type { SignUpInput, UpdateProfileInput } from '../generated/resolvers.ts';

/** The longest address that SMTP can deliver to (RFC 5321, section 4.5.3.1.3, less the angle brackets). */
const longestEmail = 254;

const anEmail = `an e-mail address of at most ${longestEmail} characters`;
const aName = '1 to 80 characters, none of them a control character';
const aPhone = 'a telephone number in E.164 form, such as +351211234567';

const email = z.email(anEmail).max(longestEmail, anEmail);
const displayName = z
  .string(aName)
  .trim()
  .regex(/^[^\p{Cc}]{1,80}$/u, aName);
/** ITU-T E.164: a plus, a country code, at most 15 digits in all. */
const phone = z.string(aPhone).regex(/^\+[1-9]\d{6,14}$/, aPhone);

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

/** @throws GraphQLError BAD_USER_INPUT naming the first faulty field. The password is not judged here. */
export function parseSignUp(input: SignUpInput): z.output<typeof signUp>['input'] {
  return parseInput(signUp, { input }).input;
}

/** @throws GraphQLError BAD_USER_INPUT naming the first faulty field */
export function parseProfileUpdate(input: UpdateProfileInput): z.output<typeof updateProfile>['input'] {
  return parseInput(updateProfile, { input }).input;
}
