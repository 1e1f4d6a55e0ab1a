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
  /** An instant: RFC 3339 in UTC with milliseconds, such as `2027-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  /** An integer from -(2^53 - 1) to 2^53 - 1, sent as a JSON number. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** The buyer of an order: a copy that the orders service keeps, readable when the users service is unavailable. */
export type Buyer = {
  __typename?: 'Buyer';
  /** The name to display. */
  displayName: Scalars['String']['output'];
  /** The e-mail address. */
  email: Scalars['String']['output'];
};

/** The order to cancel. */
export type CancelOrderInput = {
  /** The reason, for the records, 1 to 500 characters. */
  reason: Scalars['String']['input'];
  /** The reservation of the order. */
  reservationId: Scalars['ID']['input'];
  /** The buyer: the owner of the reservation. */
  userId: Scalars['ID']['input'];
};

/** An amount of money. */
export type Money = {
  __typename?: 'Money';
  /** The amount in minor units of the currency: 1999 is EUR 19.99, or JPY 1999. */
  amount: Scalars['SafeInt']['output'];
  /** The currency's ISO 4217 code, such as `EUR`. */
  currency: Scalars['String']['output'];
};

/** Write operations. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Cancels the order of a reservation: voids or refunds its payment. If there is no order yet, a tombstone is stored, so
   * that a late `payOrder` is refused. Idempotent.
   * For the reservations service only; fails with `FORBIDDEN` for others.
   */
  cancelOrder: OrderCancelled;
  /**
   * Places the order of a reservation and takes its payment. Idempotent by reservation: repeated calls return the first
   * result. After a fault (timeout, payment provider unavailable) the result is unknown: call again.
   * For the reservations service only; fails with `FORBIDDEN` for others.
   */
  payOrder: PayOrderResult;
  /**
   * Refunds parts of the payment. Idempotent by each refund's key. Fails with `CONFLICT` if the amounts exceed what is
   * left, or if the order is not paid. After a fault the result is unknown: call again.
   * For the reservations service only; fails with `FORBIDDEN` for others.
   */
  refundOrder: OrderRefunded;
};


/** Write operations. */
export type MutationCancelOrderArgs = {
  input: CancelOrderInput;
};


/** Write operations. */
export type MutationPayOrderArgs = {
  input: PayOrderInput;
};


/** Write operations. */
export type MutationRefundOrderArgs = {
  input: RefundOrderInput;
};

/** The order of a reservation: the lines that were sold, and their payment. Readable by the buyer, agents and admins. */
export type Order = {
  __typename?: 'Order';
  /** The buyer's name and e-mail address, as last published by the users service. Null until it published them. */
  buyer?: Maybe<Buyer>;
  /** The order's id, `ord_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** The lines that were sold. */
  lines: Array<OrderLine>;
  /** The order number to quote on the telephone, such as `WF-1T4K-9PMA-X0C2`. */
  number: Scalars['String']['output'];
  /** The payments, oldest first. */
  payments: Array<Payment>;
  /** When the order was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** The amount refunded so far. */
  refunded: Money;
  /** The reservation that the order belongs to. Null if the reservations service is unavailable. */
  reservation?: Maybe<Reservation>;
  /** The order at one version, `<id>@<version>`, or at its newest, `<id>`. The router resolves events by this key. */
  snapshot: Scalars['ID']['output'];
  /** The order's status. */
  status: OrderStatus;
  /** The sum of the lines. */
  total: Money;
  /** When `version` last rose. */
  updatedAt: Scalars['DateTime']['output'];
  /** The buyer's account. Null if the users service is unavailable. */
  user?: Maybe<User>;
  /** Starts at 1 and rises by one with every published change of the order. */
  version: Scalars['Int']['output'];
};

/** The order was cancelled before this request arrived. It can no longer be paid. */
export type OrderAlreadyCancelled = Refusal & {
  __typename?: 'OrderAlreadyCancelled';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** The order is cancelled: nothing stays charged, and the order can no longer be paid. */
export type OrderCancelled = {
  __typename?: 'OrderCancelled';
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** A page of orders. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The page's orders, each with its cursor. */
  edges: Array<OrderEdge>;
  /** The page's orders without cursors. */
  nodes: Array<Order>;
  /** The page's position in the list. */
  pageInfo: PageInfo;
};

/** An order in a list. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** The cursor of this order: pass it as `after` to get the orders that follow. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** A line of an order. */
export type OrderLine = {
  __typename?: 'OrderLine';
  /** The price of the line, in the order's currency. */
  amount: Money;
  /** The stay or flight that was sold, in an English phrase. */
  description: Scalars['String']['output'];
};

/** The order is paid. */
export type OrderPaid = {
  __typename?: 'OrderPaid';
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** The payment was declined for good. Nothing was charged. */
export type OrderPaymentFailed = Refusal & {
  __typename?: 'OrderPaymentFailed';
  /** Why the payment was declined, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** The order's id. */
  orderId: Scalars['ID']['output'];
};

/** The refunds are made. */
export type OrderRefunded = {
  __typename?: 'OrderRefunded';
  /** The order's id. */
  orderId: Scalars['ID']['output'];
  /** The total refunded by the time the last of these refunds was made. A repeated call returns the same amount. */
  refunded: Money;
};

/** The status of an order. */
export type OrderStatus =
  /** Cancelled before anything was charged. */
  | 'CANCELLED'
  /** Paid in full. Parts may have been refunded: see `Order.refunded`. */
  | 'PAID'
  /** The payment was declined. Nothing was charged. */
  | 'PAYMENT_FAILED'
  /** Placed; the payment is under way. */
  | 'PLACED'
  /** The whole amount was refunded. */
  | 'REFUNDED';

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

/** The order to place and pay for a reservation. */
export type PayOrderInput = {
  /** The ISO 4217 code of the currency of every amount. */
  currency: Scalars['String']['input'];
  /** The lines to sell, 1 to 100, with a total above 0. */
  lines: Array<PayOrderLineInput>;
  /** The payment method, by the payment provider's name for it. */
  paymentMethod: Scalars['String']['input'];
  /** The reservation. The order's id derives from it, so that repeated calls concern the same order. */
  reservationId: Scalars['ID']['input'];
  /** The buyer: the owner of the reservation. */
  userId: Scalars['ID']['input'];
};

/** A line to sell. */
export type PayOrderLineInput = {
  /** The price in minor units of the order's currency, 0 or above. */
  amount: Scalars['SafeInt']['input'];
  /** The stay or flight, in an English phrase of 1 to 500 characters. */
  description: Scalars['String']['input'];
};

/** The result of `payOrder`. */
export type PayOrderResult = OrderAlreadyCancelled | OrderPaid | OrderPaymentFailed;

/** A payment for an order. */
export type Payment = {
  __typename?: 'Payment';
  /** The amount to be paid. */
  amount: Money;
  /** When the payment was started. */
  createdAt: Scalars['DateTime']['output'];
  /** The payment's id, `pay_…`. */
  id: Scalars['ID']['output'];
  /** The payment method that the customer named, such as `pm_ok`. */
  method: Scalars['String']['output'];
  /** The amount refunded so far. */
  refunded: Money;
  /** The completed refunds, oldest first. */
  refunds: Array<Refund>;
  /** The payment's status. */
  status: PaymentStatus;
};

/** The status of a payment. */
export type PaymentStatus =
  /** Authorised by the payment provider, not captured yet. */
  | 'AUTHORISED'
  /** Captured: the amount is charged. */
  | 'CAPTURED'
  /** Declined by the payment provider. */
  | 'DECLINED'
  /** Started; the payment provider has not answered yet. */
  | 'PENDING'
  /** Captured, then refunded in full. */
  | 'REFUNDED'
  /** Authorised, then released without a charge. */
  | 'VOIDED';

/** Read operations. */
export type Query = {
  __typename?: 'Query';
  /** The signed-in user's account. Fails with `UNAUTHENTICATED` without an access token, or if the account no longer exists. */
  me?: Maybe<User>;
  /** An order by id. Null if it does not exist or the caller may not read it. Fails with `UNAUTHENTICATED` without an access token. */
  order?: Maybe<Order>;
};


/** Read operations. */
export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};

/** A completed refund of a part of a payment. */
export type Refund = {
  __typename?: 'Refund';
  /** The refunded amount. */
  amount: Money;
  /** When the refund was requested. */
  createdAt: Scalars['DateTime']['output'];
  /** The refund's id. */
  id: Scalars['ID']['output'];
  /** The reason, in an English sentence to show to the user. */
  reason: Scalars['String']['output'];
};

/** The refunds to make for a reservation's order. */
export type RefundOrderInput = {
  /** The refunds, 1 to 100. Either all of them are made or none. */
  refunds: Array<RefundOrderLineInput>;
  /** The reservation of the order. */
  reservationId: Scalars['ID']['input'];
  /** The buyer: the owner of the reservation. */
  userId: Scalars['ID']['input'];
};

/** A refund of a part of the payment. */
export type RefundOrderLineInput = {
  /** The amount in minor units of the order's currency, 1 or above. */
  amount: Scalars['SafeInt']['input'];
  /** The idempotency key of the refund within its order: 1 to 64 letters, digits, `-` or `_`. A repeated key is refunded once. */
  key: Scalars['String']['input'];
  /** The reason, in an English sentence to show to the user, 1 to 500 characters. */
  reason: Scalars['String']['input'];
};

/** A mutation's result when the request is refused for a reason that the client should handle, such as a wrong password. Nothing was changed. */
export type Refusal = {
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** A booked trip: its status, from the booking to completion, failure or cancellation. Readable by its owner, agents and admins. */
export type Reservation = {
  __typename?: 'Reservation';
  /** The reservation's id, `rsv_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** The order of the reservation. Null until the order is placed. */
  order?: Maybe<Order>;
};

/** A user account. Anybody may read `id` and `displayName`. The other fields are for the user, agents and admins; they fail with `FORBIDDEN` for others. */
export type User = {
  __typename?: 'User';
  /** The account's id, `usr_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** The user's orders, newest first. For the user, agents and admins; fails with `FORBIDDEN` for others. */
  orders?: Maybe<OrderConnection>;
};


/** A user account. Anybody may read `id` and `displayName`. The other fields are for the user, agents and admins; they fail with `FORBIDDEN` for others. */
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
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
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

