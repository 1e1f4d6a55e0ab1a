import { requireUser } from '../../../platform/identity.ts';
import type { Accounts, ChangePasswordOutcome, SignUpOutcome } from '../use-cases/accounts.ts';
import type { ChangePasswordResult, Resolvers, SignUpResult } from '../generated/resolvers.ts';
import { parseProfileUpdate, parseSignUp } from './inputs.ts';
import { invalidCredentials, signedIn, tooManyAttempts, waitMessage } from './outcomes.ts';

/** Sign-up, profile and password. */
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
  switch (outcome.outcome) {
    case 'signed_up':
      return signedIn(outcome.session);
    case 'email_taken':
      return {
        __typename: 'EmailTaken',
        message: 'An account with this e-mail address already exists: sign in.',
      };
    case 'weak_password':
      return { __typename: 'WeakPassword', message: outcome.weakness };
    case 'too_many_attempts':
      return tooManyAttempts(outcome.retryAfterSeconds);
  }
}

function changePasswordResult(outcome: ChangePasswordOutcome): ChangePasswordResult {
  switch (outcome.outcome) {
    case 'changed':
      return signedIn(outcome.session);
    case 'invalid_credentials':
      return invalidCredentials('The current password is wrong.');
    case 'weak_password':
      return { __typename: 'WeakPassword', message: outcome.weakness };
    case 'too_many_attempts':
      // ChangePasswordResult has no TooManyAttempts.
      return invalidCredentials(waitMessage(outcome.retryAfterSeconds));
  }
}
