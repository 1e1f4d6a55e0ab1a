import { forbidden, unauthenticated } from './errors.ts';

/** The tolerated difference between the clocks of signer and verifier, both ways. Access tokens have the same. */
export const clockToleranceSeconds = 30;

/** The permissions on other users' data and accounts. */
const scopes = ['read:any', 'suspend:users'] as const;
export type Scope = (typeof scopes)[number];

/** @param scope the claim of RFC 8693, section 4.2. Unknown scopes are left out. */
export function parseScopes(scope: unknown): readonly Scope[] {
  if (typeof scope !== 'string') return [];
  return scope.split(' ').filter((name): name is Scope => (scopes as readonly string[]).includes(name));
}

export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'user'; userId: string; scopes: readonly Scope[] }
  | { kind: 'service'; name: string };

export type UserCaller = Extract<Caller, { kind: 'user' }>;

export const anonymous: Caller = { kind: 'anonymous' };

/** @throws GraphQLError UNAUTHENTICATED */
export function requireUser(caller: Caller): UserCaller {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller;
}

/**
 * Anonymous callers get an error, which tells them more than null.
 * @throws GraphQLError UNAUTHENTICATED
 */
export function requireAuthenticated(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
}

/** True for the owner, for users with `read:any`, and for services. */
export function canRead(caller: Caller, ownerId: string): boolean {
  switch (caller.kind) {
    case 'anonymous':
      return false;
    case 'user':
      return caller.userId === ownerId || caller.scopes.includes('read:any');
    case 'service':
      return true;
  }
}

/** @throws GraphQLError UNAUTHENTICATED for anonymous callers, FORBIDDEN for other users */
export function requireReader(caller: Caller, ownerId: string): void {
  requireAuthenticated(caller);
  if (!canRead(caller, ownerId)) throw forbidden('Only the user, agents and admins may read this.');
}

/** @throws GraphQLError FORBIDDEN */
export function requireService(caller: Caller): void {
  if (caller.kind !== 'service') throw forbidden('This is for Wayfare services only.');
}
