import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as RFC 3339 in UTC, such as `2027-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  _FieldSet: { input: string; output: string; }
};

/** The old password and the new one. */
export type ChangePasswordInput = {
  /** The password so far. */
  currentPassword: Scalars['String']['input'];
  /** At least 10 characters, at most 256, and not one of the well-known ones. */
  newPassword: Scalars['String']['input'];
};

/** What comes of changing the password. */
export type ChangePasswordResult = InvalidCredentials | Session | WeakPassword;

/** There is an account with this e-mail address already. */
export type EmailTaken = Refusal & {
  __typename?: 'EmailTaken';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** E-mail address and password do not go together; which of the two is wrong is not said. */
export type InvalidCredentials = Refusal & {
  __typename?: 'InvalidCredentials';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** What can be done. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the signed-in person's password, ends all their other sessions and starts a new one. */
  changePassword: ChangePasswordResult;
  /**
   * Exchanges a refresh token for the next session. A token works once; the one before the newest
   * still answers with the same successor for 30 seconds, for two tabs and for answers that got lost.
   * Any other reuse ends every session that came of that sign-in.
   */
  refreshSession: RefreshResult;
  /** Signs in with e-mail address and password. */
  signIn: SignInResult;
  /** Ends the session that this refresh token belongs to. False where there is none to end. */
  signOut: Scalars['Boolean']['output'];
  /** Makes an account and signs it in. */
  signUp: SignUpResult;
  /** Changes the signed-in person's profile. */
  updateProfile: User;
};


/** What can be done. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** What can be done. */
export type MutationRefreshSessionArgs = {
  refreshToken: Scalars['String']['input'];
};


/** What can be done. */
export type MutationSignInArgs = {
  input: SignInInput;
};


/** What can be done. */
export type MutationSignOutArgs = {
  refreshToken: Scalars['String']['input'];
};


/** What can be done. */
export type MutationSignUpArgs = {
  input: SignUpInput;
};


/** What can be done. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};

/** Where a page of a list stands in the whole list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last item of this page, for the next page's `after`; null where the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item of this page; null where the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** The signed-in person. */
  me?: Maybe<User>;
  /** An account by its id; null where it does not exist or is not yours to see. */
  user?: Maybe<User>;
  /** All accounts, newest first. For agents and admins. */
  users?: Maybe<UserConnection>;
};


/** What can be asked. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** What comes of refreshing a session. */
export type RefreshResult = Session | SessionExpired;

/** A refusal: an outcome of a mutation that a caller should handle. Every refusal says why in words. */
export type Refusal = {
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** What an account may do. */
export type Role =
  /** Reads everything, and runs the place. */
  | 'ADMIN'
  /** Reads every customer's bookings, to help them. */
  | 'AGENT'
  /** Books for themselves. */
  | 'CUSTOMER';

/** A signed-in session: a short-lived access token and the refresh token that gets the next one. */
export type Session = {
  __typename?: 'Session';
  /** The token for the `Authorization: Bearer` header, or for `connectionParams` of a socket. */
  accessToken: Scalars['String']['output'];
  /** When the access token ends; refresh before. */
  accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** Exchanged once, by `refreshSession`, for the next session. Keep it secret. */
  refreshToken: Scalars['String']['output'];
  /** Who is signed in. */
  user: User;
};

/** The refresh token is unknown, has ended, or was used before: sign in again. */
export type SessionExpired = Refusal & {
  __typename?: 'SessionExpired';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** E-mail address and password. */
export type SignInInput = {
  /** The account's e-mail address, in any case. */
  email: Scalars['String']['input'];
  /** The account's password. */
  password: Scalars['String']['input'];
};

/** What comes of signing in. */
export type SignInResult = InvalidCredentials | Session | TooManyAttempts;

/** A new account. */
export type SignUpInput = {
  /** The name to show, 1 to 80 characters. */
  displayName: Scalars['String']['input'];
  /** An e-mail address nobody signed up with yet; upper and lower case are the same address. */
  email: Scalars['String']['input'];
  /** At least 10 characters, at most 256, and not one of the well-known ones. */
  password: Scalars['String']['input'];
  /** A telephone number in E.164 form, such as `+351211234567`. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** What comes of signing up. */
export type SignUpResult = EmailTaken | Session | TooManyAttempts | WeakPassword;

/** Too many attempts from this address or on this account. */
export type TooManyAttempts = Refusal & {
  __typename?: 'TooManyAttempts';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
  /** How long to wait before the next attempt, in seconds. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** What to change of one's profile; what is left out stays. */
export type UpdateProfileInput = {
  /** The name to show, 1 to 80 characters. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** Where given, the change is refused with `CONFLICT` unless the account is still at this version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** A telephone number in E.164 form; null removes it. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** When the account was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The name to show. */
  displayName: Scalars['String']['output'];
  /** The e-mail address that the person signs in with, as it was typed at sign-up. */
  email: Scalars['String']['output'];
  /** The account's lasting id. */
  id: Scalars['ID']['output'];
  /** A telephone number in E.164 form, such as `+351211234567`. */
  phone?: Maybe<Scalars['String']['output']>;
  /** What the person may do. */
  roles: Array<Role>;
  /** Rises by one with every published change of the account. */
  version: Scalars['Int']['output'];
};

/** A page of users. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The users with their cursors. */
  edges: Array<UserEdge>;
  /** The users alone. */
  nodes: Array<User>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A user in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Names this place in the list. */
  cursor: Scalars['String']['output'];
  /** The user. */
  node: User;
};

/** The password is too easy to guess. */
export type WeakPassword = Refusal & {
  __typename?: 'WeakPassword';
  /** Why it was refused, in a sentence for a person. */
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
    | ( Session )
    | ( WeakPassword )
  ;
  RefreshResult:
    | ( Session )
    | ( SessionExpired )
  ;
  SignInResult:
    | ( InvalidCredentials )
    | ( Session )
    | ( TooManyAttempts )
  ;
  SignUpResult:
    | ( EmailTaken )
    | ( Session )
    | ( TooManyAttempts )
    | ( WeakPassword )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Refusal:
    | ( EmailTaken )
    | ( InvalidCredentials )
    | ( SessionExpired )
    | ( TooManyAttempts )
    | ( WeakPassword )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ChangePasswordInput: ChangePasswordInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ChangePasswordResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChangePasswordResult']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EmailTaken: ResolverTypeWrapper<EmailTaken>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentials>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  RefreshResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RefreshResult']>;
  Refusal: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Refusal']>;
  Role: Role;
  Session: ResolverTypeWrapper<Session>;
  SessionExpired: ResolverTypeWrapper<SessionExpired>;
  SignInInput: SignInInput;
  SignInResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignInResult']>;
  SignUpInput: SignUpInput;
  SignUpResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignUpResult']>;
  TooManyAttempts: ResolverTypeWrapper<TooManyAttempts>;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<User>;
  UserConnection: ResolverTypeWrapper<UserConnection>;
  UserEdge: ResolverTypeWrapper<UserEdge>;
  WeakPassword: ResolverTypeWrapper<WeakPassword>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ChangePasswordInput: ChangePasswordInput;
  String: Scalars['String']['output'];
  ChangePasswordResult: ResolversUnionTypes<ResolversParentTypes>['ChangePasswordResult'];
  DateTime: Scalars['DateTime']['output'];
  EmailTaken: EmailTaken;
  InvalidCredentials: InvalidCredentials;
  Mutation: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  RefreshResult: ResolversUnionTypes<ResolversParentTypes>['RefreshResult'];
  Refusal: ResolversInterfaceTypes<ResolversParentTypes>['Refusal'];
  Session: Session;
  SessionExpired: SessionExpired;
  SignInInput: SignInInput;
  SignInResult: ResolversUnionTypes<ResolversParentTypes>['SignInResult'];
  SignUpInput: SignUpInput;
  SignUpResult: ResolversUnionTypes<ResolversParentTypes>['SignUpResult'];
  TooManyAttempts: TooManyAttempts;
  UpdateProfileInput: UpdateProfileInput;
  User: User | FederationReferenceTypes['User'];
  UserConnection: UserConnection;
  UserEdge: UserEdge;
  WeakPassword: WeakPassword;
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
  signIn?: Resolver<ResolversTypes['SignInResult'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'refreshToken'>>;
  signUp?: Resolver<ResolversTypes['SignUpResult'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  updateProfile?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
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
  __resolveType: TypeResolveFn<'EmailTaken' | 'InvalidCredentials' | 'SessionExpired' | 'TooManyAttempts' | 'WeakPassword', ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionExpiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionExpired'] = ResolversParentTypes['SessionExpired']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignInResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInResult'] = ResolversParentTypes['SignInResult']> = {
  __resolveType: TypeResolveFn<'InvalidCredentials' | 'Session' | 'TooManyAttempts', ParentType, ContextType>;
};

export type SignUpResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignUpResult'] = ResolversParentTypes['SignUpResult']> = {
  __resolveType: TypeResolveFn<'EmailTaken' | 'Session' | 'TooManyAttempts' | 'WeakPassword', ParentType, ContextType>;
};

export type TooManyAttemptsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyAttempts'] = ResolversParentTypes['TooManyAttempts']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
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
  ChangePasswordResult?: ChangePasswordResultResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  EmailTaken?: EmailTakenResolvers<ContextType>;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshResult?: RefreshResultResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionExpired?: SessionExpiredResolvers<ContextType>;
  SignInResult?: SignInResultResolvers<ContextType>;
  SignUpResult?: SignUpResultResolvers<ContextType>;
  TooManyAttempts?: TooManyAttemptsResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  WeakPassword?: WeakPasswordResolvers<ContextType>;
};

