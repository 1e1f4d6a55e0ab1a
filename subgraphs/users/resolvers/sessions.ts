import type { Resolvers, SignInResult } from '../generated/resolvers.ts';
import type { SignInOutcome, SignIns } from '../use-cases/sign-ins.ts';
import { invalidCredentials, signedIn, tooManyAttempts } from './outcomes.ts';

/** Sign-in, session refresh and sign-out. */
export function sessionResolvers({ signIns }: { signIns: SignIns }) {
  return {
    Mutation: {
      async signIn(_parent, { input }, { clientAddress }) {
        return signInResult(
          await signIns.signIn({ ...input, deviceToken: input.deviceToken ?? null, clientAddress }),
        );
      },

      async refreshSession(_parent, { refreshToken }) {
        const session = await signIns.refresh(refreshToken);
        return session === null
          ? { __typename: 'SessionExpired', message: 'The session has expired: sign in again.' }
          : signedIn(session);
      },

      signOut: (_parent, { refreshToken }) => signIns.signOut(refreshToken),
    },
  } satisfies Resolvers;
}

function signInResult(outcome: SignInOutcome): SignInResult {
  switch (outcome.outcome) {
    case 'signed_in':
      return signedIn(outcome.session);
    case 'invalid_credentials':
      return invalidCredentials('The e-mail address or the password is wrong.');
    case 'suspended':
      return { __typename: 'AccountSuspended', message: 'This account is suspended: contact us.' };
    case 'too_many_attempts':
      return tooManyAttempts(outcome.retryAfterSeconds);
  }
}
