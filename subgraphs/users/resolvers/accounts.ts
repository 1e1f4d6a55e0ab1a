import { forbidden } from '../../../platform/errors.ts';
import { parseId } from '../../../platform/id-input.ts';
import { requireUser } from '../../../platform/identity.ts';
import { userIds } from '../domain/ids.ts';
import type {
  Accounts,
  ChangePasswordOutcome,
  SetActiveOutcome,
  SignUpOutcome,
} from '../use-cases/accounts.ts';
import type {
  ChangePasswordResult,
  Resolvers,
  SetUserActiveResult,
  SignUpResult,
} from '../generated/resolvers.ts';
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

      async setUserActive(_parent, { input }, { caller }) {
        const { userId: adminId, scopes } = requireUser(caller);
        if (!scopes.includes('suspend:users')) throw forbidden();
        const userId = parseId(userIds, input.id);
        return setActiveResult(await accounts.setActive({ userId, isActive: input.isActive, adminId }));
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

function setActiveResult(outcome: SetActiveOutcome): SetUserActiveResult {
  switch (outcome.outcome) {
    case 'set':
      return { __typename: 'UserActivitySet', user: outcome.user };
    case 'unknown_user':
      return { __typename: 'UnknownUser', message: 'No account has this id.' };
    case 'own_account':
      return {
        __typename: 'OwnAccount',
        message: 'Your own account cannot be suspended or restored by you: ask another admin.',
      };
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
