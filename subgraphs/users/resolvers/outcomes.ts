import type { InvalidCredentials, Session, TooManyAttempts } from '../generated/resolvers.ts';
import type { SignedInSession } from '../use-cases/sign-ins.ts';

export function signedIn(session: SignedInSession): Session {
  return { __typename: 'Session', ...session };
}

export function invalidCredentials(message: string): InvalidCredentials {
  return { __typename: 'InvalidCredentials', message };
}

export function tooManyAttempts(retryAfterSeconds: number): TooManyAttempts {
  return { __typename: 'TooManyAttempts', message: waitMessage(retryAfterSeconds), retryAfterSeconds };
}

export function waitMessage(retryAfterSeconds: number): string {
  const seconds = retryAfterSeconds === 1 ? '1 second' : `${retryAfterSeconds} seconds`;
  return `Too many attempts: try again in ${seconds}.`;
}
