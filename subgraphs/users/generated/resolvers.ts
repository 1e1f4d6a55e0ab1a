import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserView } from '../domain/user.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant: RFC 3339 in UTC with milliseconds, such as `2027-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  _FieldSet: { input: string; output: string; }
};

/** The account is suspended: an admin has to restore it. Only the holder of the right password gets this answer. */
export type AccountSuspended = Refusal & {
  __typename?: 'AccountSuspended';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The current password and the new password. */
export type ChangePasswordInput = {
  /** The current password. */
  currentPassword: Scalars['String']['input'];
  /** 10 to 256 characters; not a common password, and not similar to the account's name or e-mail address. */
  newPassword: Scalars['String']['input'];
};

/** The result of `changePassword`. */
export type ChangePasswordResult = InvalidCredentials | Session | WeakPassword;

/** An account with this e-mail address already exists. */
export type EmailTaken = Refusal & {
  __typename?: 'EmailTaken';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The e-mail address or the password is wrong. The answer does not reveal which. */
export type InvalidCredentials = Refusal & {
  __typename?: 'InvalidCredentials';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** Write operations. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the signed-in user's password, ends all sessions of the account with their access tokens and subscriptions, and starts a new session. */
  changePassword: ChangePasswordResult;
  /**
   * Exchanges a refresh token for a new session; the refresh token is then used up. For 30 seconds, the token used last
   * can be sent again and returns the same successor: for two tabs, and for answers lost on the network. Any other reuse
   * counts as theft and ends the session.
   */
  refreshSession: RefreshResult;
  /** Suspends an account, which ends its sessions, access tokens and subscriptions, or restores it. For admins; fails with `FORBIDDEN` for others. */
  setUserActive: SetUserActiveResult;
  /** Signs in with e-mail address and password. */
  signIn: SignInResult;
  /**
   * Signs out: ends the session of a refresh token, with its access tokens and subscriptions. False if the session has
   * ended, or the token is not of a session: a session's id alone ends nothing.
   */
  signOut: Scalars['Boolean']['output'];
  /** Creates an account with the role `CUSTOMER` and signs it in. */
  signUp: SignUpResult;
  /** Changes the signed-in user's profile. Fails with `CONFLICT` if `expectedVersion` is not the current version. */
  updateProfile: User;
};


/** Write operations. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** Write operations. */
export type MutationRefreshSessionArgs = {
  refreshToken: Scalars['String']['input'];
};


/** Write operations. */
export type MutationSetUserActiveArgs = {
  input: SetUserActiveInput;
};


/** Write operations. */
export type MutationSignInArgs = {
  input: SignInInput;
};


/** Write operations. */
export type MutationSignOutArgs = {
  refreshToken: Scalars['String']['input'];
};


/** Write operations. */
export type MutationSignUpArgs = {
  input: SignUpInput;
};


/** Write operations. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};

/** Admins cannot suspend or restore their own account. */
export type OwnAccount = Refusal & {
  __typename?: 'OwnAccount';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The position of a page within its list (Relay cursor connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last item: pass it as `after` to get the next page. Null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True if the list has more items after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True if the list has items before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first item. Null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Read operations. */
export type Query = {
  __typename?: 'Query';
  /** The signed-in user's account. Fails with `UNAUTHENTICATED` without an access token, or if the account no longer exists. */
  me?: Maybe<User>;
  /** An account by id. Null if it does not exist or the caller may not read it. Fails with `UNAUTHENTICATED` without an access token. */
  user?: Maybe<User>;
  /** All accounts, newest first. For agents and admins; fails with `FORBIDDEN` for others. */
  users?: Maybe<UserConnection>;
};


/** Read operations. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** The result of `refreshSession`. */
export type RefreshResult = Session | SessionExpired;

/** A mutation's result when the request is refused for a reason that the client should handle, such as a wrong password. Nothing was changed. */
export type Refusal = {
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** A role: what an account may do. */
export type Role =
  /** Reads the accounts, orders and reservations of all users, suspends and restores accounts, and operates the service. */
  | 'ADMIN'
  /** Reads the accounts, orders and reservations of all users, to help customers. */
  | 'AGENT'
  /** Books trips for itself, and reads its own data only. */
  | 'CUSTOMER';

/** A session: a short-lived access token, and the refresh token that is exchanged for the next pair. */
export type Session = {
  __typename?: 'Session';
  /** The access token. Send it as `Authorization: Bearer <token>`; over WebSocket, in `connectionParams.authorization`. */
  accessToken: Scalars['String']['output'];
  /** When the access token expires. Call `refreshSession` before. */
  accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** Names this device to the account. Store it beyond the session, and pass it as `SignInInput.deviceToken` at the next sign-in. Null after `refreshSession`: keep the one you have. */
  deviceToken?: Maybe<Scalars['String']['output']>;
  /** The refresh token, for one call of `refreshSession`. Store it like a password. */
  refreshToken: Scalars['String']['output'];
  /** The account that is signed in. */
  user: User;
};

/** The refresh token is unknown, expired, or was used before. Sign in again. */
export type SessionExpired = Refusal & {
  __typename?: 'SessionExpired';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The account to suspend or restore. */
export type SetUserActiveInput = {
  /** The account's id. */
  id: Scalars['ID']['input'];
  /** False suspends the account, true restores it. */
  isActive: Scalars['Boolean']['input'];
};

/** The result of `setUserActive`. */
export type SetUserActiveResult = OwnAccount | UnknownUser | UserActivitySet;

/** The credentials to sign in with. */
export type SignInInput = {
  /** The `Session.deviceToken` of an earlier sign-in on this device. Wrong passwords from other devices then do not lock out this one. */
  deviceToken?: InputMaybe<Scalars['String']['input']>;
  /** The account's e-mail address, in upper or lower case. */
  email: Scalars['String']['input'];
  /** The account's password. */
  password: Scalars['String']['input'];
};

/** The result of `signIn`. */
export type SignInResult = AccountSuspended | InvalidCredentials | Session | TooManyAttempts;

/** The account to create. */
export type SignUpInput = {
  /** The name to display, 1 to 80 characters. */
  displayName: Scalars['String']['input'];
  /** An e-mail address without an account. Upper and lower case count as the same address. */
  email: Scalars['String']['input'];
  /** 10 to 256 characters; not a common password, and not similar to the account's name or e-mail address. */
  password: Scalars['String']['input'];
  /** A telephone number in E.164 format, such as `+351211234567`. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** The result of `signUp`. */
export type SignUpResult = EmailTaken | Session | TooManyAttempts | WeakPassword;

/** Too many attempts from this IP address, or for this account from this network or device. */
export type TooManyAttempts = Refusal & {
  __typename?: 'TooManyAttempts';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** Seconds to wait before the next attempt, at least 1. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** No account has this id. */
export type UnknownUser = Refusal & {
  __typename?: 'UnknownUser';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The changes to a profile. A field that is left out keeps its value. */
export type UpdateProfileInput = {
  /** The name to display, 1 to 80 characters. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The `User.version` that the change is based on. If the account has another version, the mutation fails with the error code `CONFLICT`. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** A telephone number in E.164 format, such as `+351211234567`. Null removes the number. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** A user account. Anybody may read `id` and `displayName`. The other fields are for the user, agents and admins; they fail with `FORBIDDEN` for others. */
export type User = {
  __typename?: 'User';
  /** When the account was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The name to display. */
  displayName: Scalars['String']['output'];
  /** The e-mail address to sign in with, spelled as at sign-up. */
  email: Scalars['String']['output'];
  /** The account's id, `usr_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** False while the account is suspended: it cannot sign in, and its sessions have ended. */
  isActive: Scalars['Boolean']['output'];
  /** The telephone number in E.164 format, such as `+351211234567`. Null if none was given. */
  phone?: Maybe<Scalars['String']['output']>;
  /** The account's roles, at least one. */
  roles: Array<Role>;
  /** Starts at 1 and rises by one with every change of the profile. Pass it as `UpdateProfileInput.expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** The account is suspended or active, as requested. */
export type UserActivitySet = {
  __typename?: 'UserActivitySet';
  /** The account. */
  user: User;
};

/** A page of accounts. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The page's accounts, each with its cursor. */
  edges: Array<UserEdge>;
  /** The page's accounts without cursors. */
  nodes: Array<User>;
  /** The page's position in the list. */
  pageInfo: PageInfo;
};

/** An account in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** The cursor of this account: pass it as `after` to get the accounts that follow. */
  cursor: Scalars['String']['output'];
  /** The account. */
  node: User;
};

/** The password is too short, too long, too common, or too similar to the account's name or e-mail address. */
export type WeakPassword = Refusal & {
  __typename?: 'WeakPassword';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ChangePasswordResult:
    | ( InvalidCredentials )
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } )
    | ( WeakPassword )
  ;
  RefreshResult:
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } )
    | ( SessionExpired )
  ;
  SetUserActiveResult:
    | ( OwnAccount )
    | ( UnknownUser )
    | ( Omit<UserActivitySet, 'user'> & { user: _RefType['User'] } )
  ;
  SignInResult:
    | ( AccountSuspended )
    | ( InvalidCredentials )
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } )
    | ( TooManyAttempts )
  ;
  SignUpResult:
    | ( EmailTaken )
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } )
    | ( TooManyAttempts )
    | ( WeakPassword )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Refusal:
    | ( AccountSuspended )
    | ( EmailTaken )
    | ( InvalidCredentials )
    | ( OwnAccount )
    | ( SessionExpired )
    | ( TooManyAttempts )
    | ( UnknownUser )
    | ( WeakPassword )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccountSuspended: ResolverTypeWrapper<AccountSuspended>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ChangePasswordInput: ChangePasswordInput;
  ChangePasswordResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChangePasswordResult']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EmailTaken: ResolverTypeWrapper<EmailTaken>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentials>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  OwnAccount: ResolverTypeWrapper<OwnAccount>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  RefreshResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RefreshResult']>;
  Refusal: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Refusal']>;
  Role: Role;
  Session: ResolverTypeWrapper<Omit<Session, 'user'> & { user: ResolversTypes['User'] }>;
  SessionExpired: ResolverTypeWrapper<SessionExpired>;
  SetUserActiveInput: SetUserActiveInput;
  SetUserActiveResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SetUserActiveResult']>;
  SignInInput: SignInInput;
  SignInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignInResult']>;
  SignUpInput: SignUpInput;
  SignUpResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignUpResult']>;
  TooManyAttempts: ResolverTypeWrapper<TooManyAttempts>;
  UnknownUser: ResolverTypeWrapper<UnknownUser>;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<UserView>;
  UserActivitySet: ResolverTypeWrapper<Omit<UserActivitySet, 'user'> & { user: ResolversTypes['User'] }>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['UserEdge']>, nodes: Array<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  WeakPassword: ResolverTypeWrapper<WeakPassword>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccountSuspended: AccountSuspended;
  String: Scalars['String']['output'];
  ChangePasswordInput: ChangePasswordInput;
  ChangePasswordResult: ResolversUnionTypes<ResolversParentTypes>['ChangePasswordResult'];
  DateTime: Scalars['DateTime']['output'];
  EmailTaken: EmailTaken;
  InvalidCredentials: InvalidCredentials;
  Mutation: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  OwnAccount: OwnAccount;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  RefreshResult: ResolversUnionTypes<ResolversParentTypes>['RefreshResult'];
  Refusal: ResolversInterfaceTypes<ResolversParentTypes>['Refusal'];
  Session: Omit<Session, 'user'> & { user: ResolversParentTypes['User'] };
  SessionExpired: SessionExpired;
  SetUserActiveInput: SetUserActiveInput;
  SetUserActiveResult: ResolversUnionTypes<ResolversParentTypes>['SetUserActiveResult'];
  SignInInput: SignInInput;
  SignInResult: ResolversUnionTypes<ResolversParentTypes>['SignInResult'];
  SignUpInput: SignUpInput;
  SignUpResult: ResolversUnionTypes<ResolversParentTypes>['SignUpResult'];
  TooManyAttempts: TooManyAttempts;
  UnknownUser: UnknownUser;
  UpdateProfileInput: UpdateProfileInput;
  User: UserView;
  UserActivitySet: Omit<UserActivitySet, 'user'> & { user: ResolversParentTypes['User'] };
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['UserEdge']>, nodes: Array<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  WeakPassword: WeakPassword;
};

export type AccountSuspendedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountSuspended'] = ResolversParentTypes['AccountSuspended']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangePasswordResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangePasswordResult'] = ResolversParentTypes['ChangePasswordResult']> = {
  __resolveType: TypeResolveFn<'InvalidCredentials' | 'Session' | 'WeakPassword', ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type EmailTakenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailTaken'] = ResolversParentTypes['EmailTaken']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidCredentialsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changePassword?: Resolver<ResolversTypes['ChangePasswordResult'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['RefreshResult'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'refreshToken'>>;
  setUserActive?: Resolver<ResolversTypes['SetUserActiveResult'], ParentType, ContextType, RequireFields<MutationSetUserActiveArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'refreshToken'>>;
  signUp?: Resolver<ResolversTypes['SignUpResult'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  updateProfile?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
};

export type OwnAccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OwnAccount'] = ResolversParentTypes['OwnAccount']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export type RefreshResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshResult'] = ResolversParentTypes['RefreshResult']> = {
  __resolveType: TypeResolveFn<'Session' | 'SessionExpired', ParentType, ContextType>;
};

export type RefusalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Refusal'] = ResolversParentTypes['Refusal']> = {
  __resolveType: TypeResolveFn<'AccountSuspended' | 'EmailTaken' | 'InvalidCredentials' | 'OwnAccount' | 'SessionExpired' | 'TooManyAttempts' | 'UnknownUser' | 'WeakPassword', ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deviceToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionExpiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionExpired'] = ResolversParentTypes['SessionExpired']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SetUserActiveResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetUserActiveResult'] = ResolversParentTypes['SetUserActiveResult']> = {
  __resolveType: TypeResolveFn<'OwnAccount' | 'UnknownUser' | 'UserActivitySet', ParentType, ContextType>;
};

export type SignInResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInResult'] = ResolversParentTypes['SignInResult']> = {
  __resolveType: TypeResolveFn<'AccountSuspended' | 'InvalidCredentials' | 'Session' | 'TooManyAttempts', ParentType, ContextType>;
};

export type SignUpResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignUpResult'] = ResolversParentTypes['SignUpResult']> = {
  __resolveType: TypeResolveFn<'EmailTaken' | 'Session' | 'TooManyAttempts' | 'WeakPassword', ParentType, ContextType>;
};

export type TooManyAttemptsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyAttempts'] = ResolversParentTypes['TooManyAttempts']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UnknownUserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnknownUser'] = ResolversParentTypes['UnknownUser']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserActivitySetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserActivitySet'] = ResolversParentTypes['UserActivitySet']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type WeakPasswordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WeakPassword'] = ResolversParentTypes['WeakPassword']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AccountSuspended?: AccountSuspendedResolvers<ContextType>;
  ChangePasswordResult?: ChangePasswordResultResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OwnAccount?: OwnAccountResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshResult?: RefreshResultResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionExpired?: SessionExpiredResolvers<ContextType>;
  SetUserActiveResult?: SetUserActiveResultResolvers<ContextType>;
  SignInResult?: SignInResultResolvers<ContextType>;
  SignUpResult?: SignUpResultResolvers<ContextType>;
  TooManyAttempts?: TooManyAttemptsResolvers<ContextType>;
  UnknownUser?: UnknownUserResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserActivitySet?: UserActivitySetResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  WeakPassword?: WeakPasswordResolvers<ContextType>;
};

