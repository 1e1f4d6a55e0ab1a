import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OrderSnapshot } from '../domain/snapshot.ts';
import type { EntityKey } from '../resolvers/entity-key.ts';
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
  /** An instant as RFC 3339 in UTC, such as `2027-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  /** A whole number up to 2^53 - 1, as a JSON number. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** Who bought, as kept on the order's own records. */
export type Buyer = {
  __typename?: 'Buyer';
  /** The name to show. */
  displayName: Scalars['String']['output'];
  /** The e-mail address. */
  email: Scalars['String']['output'];
};

/** An order to be undone. */
export type CancelOrderInput = {
  /** Why, for the record. */
  reason: Scalars['String']['input'];
  /** The reservation whose order it is. */
  reservationId: Scalars['ID']['input'];
  /** Who bought. */
  userId: Scalars['ID']['input'];
};

/** An amount of money. */
export type Money = {
  __typename?: 'Money';
  /** In the currency's minor units: 1999 is 19.99 EUR, and 1999 JPY. */
  amount: Scalars['SafeInt']['output'];
  /** The ISO 4217 code. */
  currency: Scalars['String']['output'];
};

/** What can be done. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Undoes the order of a reservation: lets go what was set aside, gives back what was taken, and leaves a
   * tombstone where there is no order yet, so that a late `payOrder` is refused. Idempotent.
   * For the reservations service only.
   */
  cancelOrder: OrderCancelled;
  /**
   * Places the order of a reservation and takes its payment. Idempotent by reservation: the first outcome is
   * the outcome. A fault (a timeout, an unreachable provider) says nothing about the outcome: ask again.
   * For the reservations service only.
   */
  payOrder: PayOrderResult;
  /**
   * Gives back parts of what was paid. Idempotent by each part's key; refused as a `CONFLICT` where more is asked back than
   * is left, or the order is not paid. A fault says nothing about the outcome: ask again.
   * For the reservations service only.
   */
  refundOrder: OrderRefunded;
};


/** What can be done. */
export type MutationCancelOrderArgs = {
  input: CancelOrderInput;
};


/** What can be done. */
export type MutationPayOrderArgs = {
  input: PayOrderInput;
};


/** What can be done. */
export type MutationRefundOrderArgs = {
  input: RefundOrderInput;
};

/** What was sold with a reservation, and what was paid for it. */
export type Order = {
  __typename?: 'Order';
  /** The buyer's name and e-mail address, as orders last heard of them; null until then. */
  buyer?: Maybe<Buyer>;
  /** The order's lasting id. */
  id: Scalars['ID']['output'];
  /** What was sold, a line each. */
  lines: Array<OrderLine>;
  /** The number to quote on the telephone. */
  number: Scalars['String']['output'];
  /** The payments, oldest first. */
  payments: Array<Payment>;
  /** When the order was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** What has been given back so far. */
  refunded: Money;
  /** The reservation that was sold. */
  reservation?: Maybe<Reservation>;
  /** The order at one version, as `<id>@<version>`, or at its newest, as `<id>`: how an event names it. */
  snapshot: Scalars['ID']['output'];
  /** Where the order stands. */
  status: OrderStatus;
  /** The sum of the lines. */
  total: Money;
  /** When the order last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Who bought. */
  user?: Maybe<User>;
  /** Rises by one with every published change. */
  version: Scalars['Int']['output'];
};

/** The order was undone before this request came; it will never be paid. */
export type OrderAlreadyCancelled = Refusal & {
  __typename?: 'OrderAlreadyCancelled';
  /** Why, in a sentence for a person. */
  message: Scalars['String']['output'];
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** The order is undone: nothing is charged any more, and it can no longer be paid. */
export type OrderCancelled = {
  __typename?: 'OrderCancelled';
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** A page of orders. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders with their cursors. */
  edges: Array<OrderEdge>;
  /** The orders alone. */
  nodes: Array<Order>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** An order in a list. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Names this place in the list. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** A line of an order. */
export type OrderLine = {
  __typename?: 'OrderLine';
  /** What the line costs, in the order's currency. */
  amount: Money;
  /** What was sold, in words. */
  description: Scalars['String']['output'];
};

/** The order is paid. */
export type OrderPaid = {
  __typename?: 'OrderPaid';
  /** The paid order's id. */
  orderId: Scalars['ID']['output'];
};

/** The order's payment was declined for good; nothing was charged. */
export type OrderPaymentFailed = Refusal & {
  __typename?: 'OrderPaymentFailed';
  /** Why, in a sentence for a person. */
  message: Scalars['String']['output'];
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** The parts are given back. */
export type OrderRefunded = {
  __typename?: 'OrderRefunded';
  /** The order's id. */
  orderId: Scalars['ID']['output'];
  /** What had been given back of the order in all, once the last of these parts was: the same however late it is asked again. */
  refunded: Money;
};

/** Where an order stands. */
export type OrderStatus =
  /** Undone before anything was charged. */
  | 'CANCELLED'
  /** Paid in full. */
  | 'PAID'
  /** The payment was declined; nothing was charged. */
  | 'PAYMENT_FAILED'
  /** Placed, not yet paid. */
  | 'PLACED'
  /** Everything that was charged was given back. */
  | 'REFUNDED';

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

/** The order of a reservation, to be placed and paid. */
export type PayOrderInput = {
  /** The currency of every amount, as ISO 4217. */
  currency: Scalars['String']['input'];
  /** What is sold. */
  lines: Array<PayOrderLineInput>;
  /** What the payment provider knows the buyer's means of payment as. */
  paymentMethod: Scalars['String']['input'];
  /** The reservation; its order's id derives from it, so that asking twice is asking once. */
  reservationId: Scalars['ID']['input'];
  /** Who buys. */
  userId: Scalars['ID']['input'];
};

/** A line to be sold. */
export type PayOrderLineInput = {
  /** What it costs, in minor units of the order's currency. */
  amount: Scalars['SafeInt']['input'];
  /** What is sold, in words. */
  description: Scalars['String']['input'];
};

/** What comes of paying an order. */
export type PayOrderResult = OrderAlreadyCancelled | OrderPaid | OrderPaymentFailed;

/** A payment for an order. */
export type Payment = {
  __typename?: 'Payment';
  /** What was asked. */
  amount: Money;
  /** When it was begun. */
  createdAt: Scalars['DateTime']['output'];
  /** The payment's id. */
  id: Scalars['ID']['output'];
  /** The payment method it was asked of. */
  method: Scalars['String']['output'];
  /** What has been given back of it. */
  refunded: Money;
  /** The parts that were given back, oldest first. */
  refunds: Array<Refund>;
  /** Where the payment stands. */
  status: PaymentStatus;
};

/** Where a payment stands. */
export type PaymentStatus =
  /** Set aside by the provider, not yet taken. */
  | 'AUTHORISED'
  /** Taken. */
  | 'CAPTURED'
  /** Refused by the provider. */
  | 'DECLINED'
  /** Begun; the provider has not answered yet. */
  | 'PENDING'
  /** Taken, and given back in full. */
  | 'REFUNDED'
  /** Set aside, and let go without being taken. */
  | 'VOIDED';

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** An order by its id; null where it does not exist or is not yours to see. */
  order?: Maybe<Order>;
};


/** What can be asked. */
export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};

/** A part of a payment that was given back. */
export type Refund = {
  __typename?: 'Refund';
  /** How much. */
  amount: Money;
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** The refund's id. */
  id: Scalars['ID']['output'];
  /** What for, in a sentence for a person. */
  reason: Scalars['String']['output'];
};

/** Parts of what was paid for a reservation, to be given back. */
export type RefundOrderInput = {
  /** What is given back; all of it or, where the order cannot give it, nothing. */
  refunds: Array<RefundOrderLineInput>;
  /** The reservation whose order it is. */
  reservationId: Scalars['ID']['input'];
  /** Who bought. */
  userId: Scalars['ID']['input'];
};

/** A part to be given back. */
export type RefundOrderLineInput = {
  /** How much, in minor units of the order's currency. */
  amount: Scalars['SafeInt']['input'];
  /** Names the refund within its order for ever, 1 to 64 letters, digits, - or _: asking twice is asking once. */
  key: Scalars['String']['input'];
  /** What for, in a sentence for a person. */
  reason: Scalars['String']['input'];
};

/** A refusal: an outcome of a mutation that a caller should handle. Every refusal says why in words. */
export type Refusal = {
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** A booked trip, from its first moment to its end. */
export type Reservation = {
  __typename?: 'Reservation';
  /** The reservation's lasting id. */
  id: Scalars['ID']['output'];
  /** The order that the reservation was sold with; null until it is placed. */
  order?: Maybe<Order>;
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** The account's lasting id. */
  id: Scalars['ID']['output'];
  /** The person's orders, newest first; null where they are not yours to see. */
  orders?: Maybe<OrderConnection>;
};


/** A person with an account. */
export type UserOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  status?: InputMaybe<OrderStatus>;
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
  Order: Order;
  Reservation: Reservation;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & ( GraphQLRecursivePick<FederationTypes['Order'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Order'], {"snapshot":true}> ) );
  Reservation:
    ( { __typename: 'Reservation' }
    & GraphQLRecursivePick<FederationTypes['Reservation'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  PayOrderResult:
    | ( OrderAlreadyCancelled )
    | ( OrderPaid )
    | ( OrderPaymentFailed )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Refusal:
    | ( OrderAlreadyCancelled )
    | ( OrderPaymentFailed )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Buyer: ResolverTypeWrapper<Buyer>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  CancelOrderInput: CancelOrderInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Order: ResolverTypeWrapper<OrderSnapshot>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  OrderAlreadyCancelled: ResolverTypeWrapper<OrderAlreadyCancelled>;
  OrderCancelled: ResolverTypeWrapper<OrderCancelled>;
  OrderConnection: ResolverTypeWrapper<Omit<OrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['OrderEdge']>, nodes: Array<ResolversTypes['Order']> }>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderLine: ResolverTypeWrapper<OrderLine>;
  OrderPaid: ResolverTypeWrapper<OrderPaid>;
  OrderPaymentFailed: ResolverTypeWrapper<OrderPaymentFailed>;
  OrderRefunded: ResolverTypeWrapper<OrderRefunded>;
  OrderStatus: OrderStatus;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PayOrderInput: PayOrderInput;
  PayOrderLineInput: PayOrderLineInput;
  PayOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PayOrderResult']>;
  Payment: ResolverTypeWrapper<Payment>;
  PaymentStatus: PaymentStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Refund: ResolverTypeWrapper<Refund>;
  RefundOrderInput: RefundOrderInput;
  RefundOrderLineInput: RefundOrderLineInput;
  Refusal: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Refusal']>;
  Reservation: ResolverTypeWrapper<EntityKey>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  User: ResolverTypeWrapper<EntityKey>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Buyer: Buyer;
  String: Scalars['String']['output'];
  CancelOrderInput: CancelOrderInput;
  ID: Scalars['ID']['output'];
  DateTime: Scalars['DateTime']['output'];
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  Order: OrderSnapshot;
  Int: Scalars['Int']['output'];
  OrderAlreadyCancelled: OrderAlreadyCancelled;
  OrderCancelled: OrderCancelled;
  OrderConnection: Omit<OrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['OrderEdge']>, nodes: Array<ResolversParentTypes['Order']> };
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderLine: OrderLine;
  OrderPaid: OrderPaid;
  OrderPaymentFailed: OrderPaymentFailed;
  OrderRefunded: OrderRefunded;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  PayOrderInput: PayOrderInput;
  PayOrderLineInput: PayOrderLineInput;
  PayOrderResult: ResolversUnionTypes<ResolversParentTypes>['PayOrderResult'];
  Payment: Payment;
  Query: Record<PropertyKey, never>;
  Refund: Refund;
  RefundOrderInput: RefundOrderInput;
  RefundOrderLineInput: RefundOrderLineInput;
  Refusal: ResolversInterfaceTypes<ResolversParentTypes>['Refusal'];
  Reservation: EntityKey;
  SafeInt: Scalars['SafeInt']['output'];
  User: EntityKey;
};

export type BuyerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Buyer'] = ResolversParentTypes['Buyer']> = {
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelOrder?: Resolver<ResolversTypes['OrderCancelled'], ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'input'>>;
  payOrder?: Resolver<ResolversTypes['PayOrderResult'], ParentType, ContextType, RequireFields<MutationPayOrderArgs, 'input'>>;
  refundOrder?: Resolver<ResolversTypes['OrderRefunded'], ParentType, ContextType, RequireFields<MutationRefundOrderArgs, 'input'>>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  buyer?: Resolver<Maybe<ResolversTypes['Buyer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['OrderLine']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payments?: Resolver<Array<ResolversTypes['Payment']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  reservation?: Resolver<Maybe<ResolversTypes['Reservation']>, ParentType, ContextType>;
  snapshot?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrderAlreadyCancelledResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderAlreadyCancelled'] = ResolversParentTypes['OrderAlreadyCancelled']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderCancelledResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderCancelled'] = ResolversParentTypes['OrderCancelled']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OrderPaidResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderPaid'] = ResolversParentTypes['OrderPaid']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderPaymentFailedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderPaymentFailed'] = ResolversParentTypes['OrderPaymentFailed']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderRefundedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderRefunded'] = ResolversParentTypes['OrderRefunded']> = {
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PayOrderResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PayOrderResult'] = ResolversParentTypes['PayOrderResult']> = {
  __resolveType: TypeResolveFn<'OrderAlreadyCancelled' | 'OrderPaid' | 'OrderPaymentFailed', ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refunds?: Resolver<Array<ResolversTypes['Refund']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
};

export type RefundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Refund'] = ResolversParentTypes['Refund']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RefusalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Refusal'] = ResolversParentTypes['Refusal']> = {
  __resolveType: TypeResolveFn<'OrderAlreadyCancelled' | 'OrderPaymentFailed', ParentType, ContextType>;
};

export type ReservationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reservation'] = ResolversParentTypes['Reservation'], FederationReferenceType extends FederationReferenceTypes['Reservation'] = FederationReferenceTypes['Reservation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Reservation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type Resolvers<ContextType = Context> = {
  Buyer?: BuyerResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderAlreadyCancelled?: OrderAlreadyCancelledResolvers<ContextType>;
  OrderCancelled?: OrderCancelledResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  OrderPaid?: OrderPaidResolvers<ContextType>;
  OrderPaymentFailed?: OrderPaymentFailedResolvers<ContextType>;
  OrderRefunded?: OrderRefundedResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PayOrderResult?: PayOrderResultResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Refund?: RefundResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  Reservation?: ReservationResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  User?: UserResolvers<ContextType>;
};

