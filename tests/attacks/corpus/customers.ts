import { print } from 'graphql';
import { SignInDocument } from '../../generated/documents.ts';
import type { Account, Target } from '../attack.ts';
import { post } from '../send.ts';

/** @throws Error where the run has fewer accounts */
export function accountOf({ accounts }: Target, index: number): Account {
  const account = accounts[index];
  if (account === undefined) throw new Error(`expected at least ${index + 1} accounts`);
  return account;
}

/** The target, without counting outcomes. */
export function silent(target: Target): Target {
  return { ...target, count: () => undefined };
}

export function signIn(
  target: Target,
  email: string,
  password: string,
  headers: Record<string, string> = {},
) {
  const body = { query: print(SignInDocument), variables: { input: { email, password } } };
  return post(target, body, { headers });
}

/** @returns the answer, which is not counted */
export function signInFrom(target: Target, input: Record<string, string>): Promise<string> {
  const query = `mutation ($input: SignInInput!) {
    signIn(input: $input) { __typename ... on Session { accessToken deviceToken } }
  }`;
  return post(silent(target), { query, variables: { input } });
}
