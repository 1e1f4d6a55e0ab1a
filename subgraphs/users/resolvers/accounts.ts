import { requireUser } from '../../../platform/identity.ts';
import type { Accounts, ChangePasswordOutcome, SignUpOutcome } from '../use-cases/accounts.ts';
import type { ChangePasswordResult, Resolvers, SignUpResult } from '../generated/resolvers.ts';
import { parseProfileUpdate, parseSignUp } from './inputs.ts';
import { invalidCredentials, signedIn, tooManyAttempts, waitMessage } from './outcomes.ts';

/** Making accounts and changing them. */
export function accountResolvers({ accounts }: { accounts: Accounts }) {
  return {
    Mutation: {
      async signUp(_parent, { input }, { clientAddress }) {
        return signUpResult(await accounts.signUp({ ...parseSignUp(input), clientAddress }));
      },

      updateProfile(_parent, { input }, { caller }) {
        const { userId } = requireUser(caller);
        const { expectedVersion, ...change } = parseProfileUpdate(input);
        return accounts.updateProfile(userId, change, expectedVersion ?? null);
      },

      async changePassword(_parent, { input }, { caller, clientAddress }) {
        const { userId } = requireUser(caller);
        return changePasswordResult(await accounts.changePassword({ ...input, userId, clientAddress }));
      },
    },
  } satisfies Resolvers;
}

function signUpResult(outcome: SignUpOutcome): SignUpResult {
  switch (outcome.kind) {
    case 'signed-up':
      return signedIn(outcome.session);
    case 'email-taken':
      return {
        __typename: 'EmailTaken',
        message: 'There is an account with this e-mail address already: sign in.',
      };
    case 'weak-password':
      return { __typename: 'WeakPassword', message: outcome.weakness };
    case 'too-many-attempts':
      return tooManyAttempts(outcome.retryAfterSeconds);
  }
}

function changePasswordResult(outcome: ChangePasswordOutcome): ChangePasswordResult {
  switch (outcome.kind) {
    case 'changed':
      return signedIn(outcome.session);
    case 'invalid-credentials':
      return invalidCredentials('The current password is not right.');
    case 'weak-password':
      return { __typename: 'WeakPassword', message: outcome.weakness };
    case 'too-many-attempts':
      // The contract has no TooManyAttempts here.
      return invalidCredentials(waitMessage(outcome.retryAfterSeconds));
  }
}
