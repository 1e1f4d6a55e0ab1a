import type { Resolvers, SignInResult } from '../generated/resolvers.ts';
import type { SignInOutcome, SignIns } from '../use-cases/sign-ins.ts';
import { invalidCredentials, signedIn, tooManyAttempts } from './outcomes.ts';

/** Signing in, staying so, and signing out. */
export function sessionResolvers({ signIns }: { signIns: SignIns }) {
  return {
    Mutation: {
      async signIn(_parent, { input }, { clientAddress }) {
        return signInResult(await signIns.signIn({ ...input, clientAddress }));
      },

      async refreshSession(_parent, { refreshToken }) {
        const session = await signIns.refresh(refreshToken);
        return session === null
          ? { __typename: 'SessionExpired', message: 'This session has ended: sign in again.' }
          : signedIn(session);
      },

      signOut: (_parent, { refreshToken }) => signIns.signOut(refreshToken),
    },
  } satisfies Resolvers;
}

function signInResult(outcome: SignInOutcome): SignInResult {
  switch (outcome.kind) {
    case 'signed-in':
      return signedIn(outcome.session);
    case 'invalid-credentials':
      return invalidCredentials('E-mail address and password do not go together.');
    case 'too-many-attempts':
      return tooManyAttempts(outcome.retryAfterSeconds);
  }
}
