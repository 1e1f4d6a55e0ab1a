import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { HotelDocument } from '../store/hotels.ts';
import type { FlightSnapshot } from '../store/flights.ts';
import type { ReservationSnapshot } from '../store/bookings-document.ts';
import type { StayLine, FlightLine, PricedLine } from '../domain/trip.ts';
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
  /** A calendar date where the hotel or airport is, as `YYYY-MM-DD`. */
  Date: { input: string; output: string; }
  /** An instant as RFC 3339 in UTC, such as `2027-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  /** A whole number up to 2^53 - 1, as a JSON number. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** The booking is taken down and under way: watch it with `reservationUpdated`. */
export type BookTripAccepted = {
  __typename?: 'BookTripAccepted';
  /** The reservation, as it stands. */
  reservation: Reservation;
};

/** A quote to be booked. */
export type BookTripInput = {
  /** Yours to choose, 1 to 128 characters: the same key with the same input is the same booking, however often it is sent. */
  idempotencyKey: Scalars['String']['input'];
  /** What the payment provider knows your means of payment as. In the sandbox: `pm_ok`, `pm_declined`, `pm_slow`, `pm_flaky`. */
  paymentMethod: Scalars['String']['input'];
  /** The quote. */
  quoteId: Scalars['ID']['input'];
};

/** What comes of booking a quote. */
export type BookTripResult = BookTripAccepted | IdempotencyKeyReused | QuoteAlreadyBooked | QuoteExpired;

/** A cabin of an aeroplane. */
export type Cabin =
  /** Business class. */
  | 'BUSINESS'
  /** Economy class. */
  | 'ECONOMY';

/** The cancellation is taken down and under way: watch it with `reservationUpdated`. */
export type CancelAccepted = {
  __typename?: 'CancelAccepted';
  /** The reservation, as it stands. */
  reservation: Reservation;
};

/** A reservation to be cancelled, as quoted. */
export type CancelReservationInput = {
  /** What the refund was quoted as: `CancellationQuote.id`. */
  cancellationQuoteId: Scalars['ID']['input'];
  /** Yours to choose, 1 to 128 characters: the same key with the same input is the same cancellation, however often it is sent. */
  idempotencyKey: Scalars['String']['input'];
  /** The reservation. */
  reservationId: Scalars['ID']['input'];
};

/** What comes of cancelling a reservation. */
export type CancelReservationResult = CancelAccepted | IdempotencyKeyReused | NotCancellable;

/** What cancelling a reservation now gives back, by the terms of each line. */
export type CancellationQuote = {
  __typename?: 'CancellationQuote';
  /** Until when this holds: for some minutes, and never beyond the moment at which the terms of a line change. */
  expiresAt: Scalars['DateTime']['output'];
  /** What does not come back: the total less the refund. */
  fee: Money;
  /** The quote's id, for `CancelReservationInput.cancellationQuoteId`. */
  id: Scalars['ID']['output'];
  /** What comes back of each line. */
  lines: Array<CancelledLine>;
  /** What comes back in all. */
  refund: Money;
  /** The reservation that would be cancelled. */
  reservation: Reservation;
};

/** A line of a reservation, and what a cancellation gives back of it. */
export type CancelledLine = {
  __typename?: 'CancelledLine';
  /** What the line was charged with. */
  charged: Money;
  /** What was booked, in words. */
  description: Scalars['String']['output'];
  /** The line's id within the reservation: that of its `Stay` or `FlightBooking`. */
  lineId: Scalars['ID']['output'];
  /** What comes back of it. */
  refund: Money;
};

/** What a seat in a cabin costs. */
export type Fare = {
  __typename?: 'Fare';
  /** How many seats are free. */
  available: Scalars['Int']['output'];
  /** The cabin. */
  cabin: Cabin;
  /** What one seat costs. */
  price: Money;
  /** How much comes back when it is cancelled in time; empty where nothing does. */
  refundRules: Array<RefundRule>;
  /** Whether money comes back after a cancellation in time. */
  refundable: Scalars['Boolean']['output'];
};

/** A flight on one day. */
export type Flight = {
  __typename?: 'Flight';
  /** When it arrives. */
  arrivesAt: Scalars['DateTime']['output'];
  /** The airline's IATA code. */
  carrier: Scalars['String']['output'];
  /** When it leaves. */
  departsAt: Scalars['DateTime']['output'];
  /** The IATA code of the airport it arrives at. */
  destination: Scalars['String']['output'];
  /** What a seat costs, by cabin. */
  fares: Array<Fare>;
  /** The flight's lasting id, for `FlightInput.flightId`. */
  id: Scalars['ID']['output'];
  /** The flight number, with the airline's code. */
  number: Scalars['String']['output'];
  /** The IATA code of the airport it leaves from. */
  origin: Scalars['String']['output'];
  /** The flight at one version, as `<id>@<version>`, or at its newest, as `<id>`: how an event names it. */
  snapshot: Scalars['ID']['output'];
  /** Rises by one with every published change of fares, seats or times. */
  version: Scalars['Int']['output'];
};

/** Booked seats on a flight. */
export type FlightBooking = {
  __typename?: 'FlightBooking';
  /** The cabin. */
  cabin: Cabin;
  /** The flight. */
  flight?: Maybe<Flight>;
  /** The line's id within the reservation. */
  id: Scalars['ID']['output'];
  /** How many passengers. */
  passengers: Scalars['Int']['output'];
  /** What the seats are charged with. */
  price: Money;
  /** What comes back when it is cancelled in time, the first to end first; empty where nothing does. */
  refundTiers: Array<RefundTier>;
  /** Whether money comes back after a cancellation in time. */
  refundable: Scalars['Boolean']['output'];
};

/** A page of flights. */
export type FlightConnection = {
  __typename?: 'FlightConnection';
  /** The flights with their cursors. */
  edges: Array<FlightEdge>;
  /** The flights alone. */
  nodes: Array<Flight>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A flight in a list. */
export type FlightEdge = {
  __typename?: 'FlightEdge';
  /** Names this place in the list. */
  cursor: Scalars['String']['output'];
  /** The flight. */
  node: Flight;
};

/** Seats on a flight. */
export type FlightInput = {
  /** The cabin. */
  cabin?: Cabin;
  /** The flight, from `Flight.id`. */
  flightId: Scalars['ID']['input'];
  /** How many passengers, 1 to 9. */
  passengers?: Scalars['Int']['input'];
};

/** A hotel. */
export type Hotel = {
  __typename?: 'Hotel';
  /** The city it stands in. */
  city: Scalars['String']['output'];
  /** The country, as an ISO 3166-1 alpha-2 code. */
  country: Scalars['String']['output'];
  /** The hotel's lasting id. */
  id: Scalars['ID']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** One to five. */
  stars: Scalars['Int']['output'];
  /** The IANA time zone that its calendar dates are in. */
  timeZone: Scalars['String']['output'];
};

/** A hotel with the room types that are free for the whole of a stay. */
export type HotelOffer = {
  __typename?: 'HotelOffer';
  /** The hotel. */
  hotel: Hotel;
  /** The room types with enough rooms free every night, cheapest first. */
  roomTypes: Array<RoomOffer>;
};

/** A page of hotel offers. */
export type HotelOfferConnection = {
  __typename?: 'HotelOfferConnection';
  /** The offers with their cursors. */
  edges: Array<HotelOfferEdge>;
  /** The offers alone. */
  nodes: Array<HotelOffer>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A hotel offer in a list. */
export type HotelOfferEdge = {
  __typename?: 'HotelOfferEdge';
  /** Names this place in the list. */
  cursor: Scalars['String']['output'];
  /** The offer. */
  node: HotelOffer;
};

/** This idempotency key was used before, with other input. */
export type IdempotencyKeyReused = Refusal & {
  __typename?: 'IdempotencyKeyReused';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** What is wrong with one field of an input. */
export type InputProblem = {
  __typename?: 'InputProblem';
  /** What was expected. */
  expected: Scalars['String']['output'];
  /** The field, such as `stays[0].checkOut`. */
  field: Scalars['String']['output'];
  /** What came instead. */
  received: Scalars['String']['output'];
};

/** The trip asked for makes no sense. */
export type InvalidTrip = Refusal & {
  __typename?: 'InvalidTrip';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
  /** Everything that is wrong with it. */
  problems: Array<InputProblem>;
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
  /** Books a quote: rooms and seats are held, the order is placed and paid, or everything is undone. */
  bookTrip: BookTripResult;
  /**
   * Cancels a reservation for the refund that was quoted: rooms and seats are let go, and the money goes back to where it
   * came from.
   */
  cancelReservation: CancelReservationResult;
  /** Prices a trip, and freezes the prices and exchange rates for a while. */
  quoteTrip: QuoteTripResult;
};


/** What can be done. */
export type MutationBookTripArgs = {
  input: BookTripInput;
};


/** What can be done. */
export type MutationCancelReservationArgs = {
  input: CancelReservationInput;
};


/** What can be done. */
export type MutationQuoteTripArgs = {
  input: TripInput;
};

/** The reservation cannot be cancelled, or not as quoted. */
export type NotCancellable = Refusal & {
  __typename?: 'NotCancellable';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
  /** Why it was refused. */
  reason: NotCancellableReason;
};

/** Why a reservation cannot be cancelled, or not as quoted. */
export type NotCancellableReason =
  /** It is cancelled already, or being cancelled, under another idempotency key. */
  | 'ALREADY_CANCELLED'
  /** The booking failed: there is nothing to be cancelled, and nothing stays charged. */
  | 'NOT_BOOKED'
  /** The quote no longer holds, or was never made: ask for a new one. */
  | 'QUOTE_EXPIRED'
  /** It is still being booked, and may yet fail by itself: ask again once it is COMPLETED. */
  | 'STILL_BOOKING'
  /** The first check-in or departure is past. */
  | 'TRIP_BEGUN'
  /** There is no such reservation, or it is not yours. */
  | 'UNKNOWN_RESERVATION'
  /** It was booked before terms of cancellation were kept: there is nobody but a person to ask. */
  | 'WITHOUT_TERMS';

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
  /**
   * What cancelling a reservation now would give back; null where it does not exist, is not yours to cancel, or cannot be
   * cancelled: only what is COMPLETED can, and only until the first check-in or departure.
   */
  cancellationQuote?: Maybe<CancellationQuote>;
  /** A flight by its id; null where there is none. */
  flight?: Maybe<Flight>;
  /** The flights of a day between two airports with enough seats free, earliest first. */
  flights?: Maybe<FlightConnection>;
  /** A hotel by its id; null where there is none. */
  hotel?: Maybe<Hotel>;
  /** The hotels of a city with rooms free on every night of a stay. */
  hotels?: Maybe<HotelOfferConnection>;
  /** A reservation by its id; null where it does not exist or is not yours to see. */
  reservation?: Maybe<Reservation>;
};


/** What can be asked. */
export type QueryCancellationQuoteArgs = {
  reservationId: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryFlightArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryFlightsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  cabin?: Cabin;
  date: Scalars['Date']['input'];
  destination: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
  origin: Scalars['String']['input'];
  passengers?: Scalars['Int']['input'];
};


/** What can be asked. */
export type QueryHotelArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryHotelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  checkIn: Scalars['Date']['input'];
  checkOut: Scalars['Date']['input'];
  city: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
  guests?: Scalars['Int']['input'];
  rooms?: Scalars['Int']['input'];
};


/** What can be asked. */
export type QueryReservationArgs = {
  id: Scalars['ID']['input'];
};

/** A priced trip. The prices hold until `expiresAt`; rooms and seats are held only once it is booked. */
export type Quote = {
  __typename?: 'Quote';
  /** Until when it can be booked. */
  expiresAt: Scalars['DateTime']['output'];
  /** The quote's id, for `BookTripInput.quoteId`. */
  id: Scalars['ID']['output'];
  /** What is priced, a line each: the stays, then the flights, in the order asked. */
  lines: Array<QuoteLine>;
  /** The sum of the lines' charged prices. */
  total: Money;
};

/** The quote is booked already, under another idempotency key. */
export type QuoteAlreadyBooked = Refusal & {
  __typename?: 'QuoteAlreadyBooked';
  /** The reservation that came of it; null where it is not yours to see. */
  bookedReservation?: Maybe<Reservation>;
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** The quote is unknown or has expired: ask for a new one. */
export type QuoteExpired = Refusal & {
  __typename?: 'QuoteExpired';
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** A priced line of a trip. */
export type QuoteLine = {
  __typename?: 'QuoteLine';
  /** The price in the currency to be charged, rounded once, to the nearest minor unit. */
  charged: Money;
  /** What is priced, in words. */
  description: Scalars['String']['output'];
  /** How many units of the charged currency one unit of the supplier's currency is, as a decimal number; frozen with the quote. */
  exchangeRate: Scalars['String']['output'];
  /** The price in the supplier's own currency. */
  price: Money;
  /** What comes back when it is cancelled in time, the first to end first; empty where nothing does. */
  refundTiers: Array<RefundTier>;
  /** Whether money comes back after a cancellation in time. */
  refundable: Scalars['Boolean']['output'];
};

/** What comes of asking for a quote. */
export type QuoteTripResult = InvalidTrip | Quote | SoldOut;

/** How much of a price comes back when it is cancelled early enough. */
export type RefundRule = {
  __typename?: 'RefundRule';
  /** At least so many hours before check-in, which is at 15:00 where the hotel is, or before departure. */
  hoursBefore: Scalars['Int']['output'];
  /** How much comes back, in per cent of the price. */
  percent: Scalars['Int']['output'];
};

/** How much of what a line was charged with comes back when it is cancelled before an instant. */
export type RefundTier = {
  __typename?: 'RefundTier';
  /** What comes back. */
  refund: Money;
  /** Before this instant. */
  until: Scalars['DateTime']['output'];
};

/** A refusal: an outcome of a mutation that a caller should handle. Every refusal says why in words. */
export type Refusal = {
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** A booked trip, from its first moment to its end. */
export type Reservation = {
  __typename?: 'Reservation';
  /** What its cancellation gives back; null where it was not cancelled. */
  cancellation?: Maybe<ReservationCancellation>;
  /** When it was booked. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed; null where it did not. */
  failure?: Maybe<ReservationFailure>;
  /** The flights. */
  flights: Array<FlightBooking>;
  /** Until when rooms and seats are held; null once they are booked or let go. */
  holdExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The reservation's lasting id. */
  id: Scalars['ID']['output'];
  /** The reservation at one version, as `<id>@<version>`, or at its newest, as `<id>`: how an event names it. */
  snapshot: Scalars['ID']['output'];
  /** Where the booking stands. */
  status: ReservationStatus;
  /** The stays. */
  stays: Array<Stay>;
  /** Every step so far, oldest first. */
  timeline: Array<ReservationTransition>;
  /** What it costs in all. */
  total: Money;
  /** When it last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Who booked. */
  user?: Maybe<User>;
  /** Rises by one with every published change. */
  version: Scalars['Int']['output'];
};

/** The cancellation of a reservation: what was promised when it was asked for. */
export type ReservationCancellation = {
  __typename?: 'ReservationCancellation';
  /** What comes back of each line. */
  lines: Array<CancelledLine>;
  /** What comes back in all. What has come back so far is in `Order.refunded`. */
  refund: Money;
  /** When it was asked for. */
  requestedAt: Scalars['DateTime']['output'];
};

/** A page of reservations. */
export type ReservationConnection = {
  __typename?: 'ReservationConnection';
  /** The reservations with their cursors. */
  edges: Array<ReservationEdge>;
  /** The reservations alone. */
  nodes: Array<Reservation>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
};

/** A reservation in a list. */
export type ReservationEdge = {
  __typename?: 'ReservationEdge';
  /** Names this place in the list. */
  cursor: Scalars['String']['output'];
  /** The reservation. */
  node: Reservation;
};

/** Why a booking failed. */
export type ReservationFailure = {
  __typename?: 'ReservationFailure';
  /** The kind of failure. */
  code: ReservationFailureCode;
  /** What went wrong, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** The kinds of failure of a booking. */
export type ReservationFailureCode =
  /** It was not paid before the hold ended. */
  | 'EXPIRED'
  /** The payment was declined. */
  | 'PAYMENT_DECLINED'
  /** Rooms or seats were gone. */
  | 'SOLD_OUT'
  /** A supplier could not be reached in time. */
  | 'SUPPLIER_UNAVAILABLE';

/** Where a booking stands. */
export type ReservationStatus =
  /** Cancelled, and everything is undone. */
  | 'CANCELLED'
  /** Being cancelled. */
  | 'CANCELLING'
  /** Something failed; what was done is being undone. */
  | 'COMPENSATING'
  /** Paid and booked. */
  | 'COMPLETED'
  /** Failed, and everything is undone. */
  | 'FAILED'
  /** The rooms, if any, and the seats are held. */
  | 'FLIGHT_BOOKED'
  /** The rooms are held. */
  | 'HOTEL_BOOKED'
  /** Taken down; nothing is held yet. */
  | 'INIT';

/** A step in the life of a booking. */
export type ReservationTransition = {
  __typename?: 'ReservationTransition';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** What happened, in a sentence for a person. */
  detail: Scalars['String']['output'];
  /** The status it went to. */
  status: ReservationStatus;
};

/** A room type as offered for a stay. */
export type RoomOffer = {
  __typename?: 'RoomOffer';
  /** How many rooms are free on every night of the stay. */
  available: Scalars['Int']['output'];
  /** How many guests a room of this type takes. */
  capacity: Scalars['Int']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** A night's rate for one room, averaged over the stay and rounded to the minor unit. */
  nightlyRate: Money;
  /** How much comes back when it is cancelled in time; empty where nothing does. */
  refundRules: Array<RefundRule>;
  /** Whether money comes back after a cancellation in time. */
  refundable: Scalars['Boolean']['output'];
  /** The room type's lasting id, for `StayInput.roomTypeId`. */
  roomTypeId: Scalars['ID']['output'];
  /** What the whole stay costs, for all the rooms asked for. */
  total: Money;
};

/** There are not enough rooms or seats left. */
export type SoldOut = Refusal & {
  __typename?: 'SoldOut';
  /** How many are left. */
  available: Scalars['Int']['output'];
  /** Which line of the input, such as `stays[0]`. */
  field: Scalars['String']['output'];
  /** Why it was refused, in a sentence for a person. */
  message: Scalars['String']['output'];
};

/** A booked stay. */
export type Stay = {
  __typename?: 'Stay';
  /** The day of arrival, where the hotel is. */
  checkIn: Scalars['Date']['output'];
  /** The day of departure, where the hotel is. */
  checkOut: Scalars['Date']['output'];
  /** How many guests. */
  guests: Scalars['Int']['output'];
  /** The hotel. */
  hotel?: Maybe<Hotel>;
  /** The line's id within the reservation. */
  id: Scalars['ID']['output'];
  /** What the stay is charged with. */
  price: Money;
  /** What comes back when it is cancelled in time, the first to end first; empty where nothing does. */
  refundTiers: Array<RefundTier>;
  /** Whether money comes back after a cancellation in time. */
  refundable: Scalars['Boolean']['output'];
  /** The room type's id. */
  roomTypeId: Scalars['ID']['output'];
  /** The room type's name when it was booked. */
  roomTypeName: Scalars['String']['output'];
  /** How many rooms. */
  rooms: Scalars['Int']['output'];
};

/** A stay in a hotel. */
export type StayInput = {
  /** The day of arrival, where the hotel is. */
  checkIn: Scalars['Date']['input'];
  /** The day of departure, 1 to 30 nights later. */
  checkOut: Scalars['Date']['input'];
  /** How many guests in all, at most what the rooms take. */
  guests?: Scalars['Int']['input'];
  /** The room type, from `RoomOffer.roomTypeId`. */
  roomTypeId: Scalars['ID']['input'];
  /** How many rooms, 1 to 9. */
  rooms?: Scalars['Int']['input'];
};

/** A trip to be priced: at least one stay or one flight, at most 10 of each. */
export type TripInput = {
  /** The currency to charge in, as ISO 4217. Prices are in their own currency; the quote freezes the rate. */
  currency?: Scalars['String']['input'];
  /** The flights, a leg each. */
  flights?: InputMaybe<Array<FlightInput>>;
  /** The stays. */
  stays?: InputMaybe<Array<StayInput>>;
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** The account's lasting id. */
  id: Scalars['ID']['output'];
  /** The person's reservations, newest first; null where they are not yours to see. */
  reservations?: Maybe<ReservationConnection>;
};


/** A person with an account. */
export type UserReservationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  status?: InputMaybe<ReservationStatus>;
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
  Flight: Flight;
  Hotel: Hotel;
  Reservation: Reservation;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Flight:
    ( { __typename: 'Flight' }
    & ( GraphQLRecursivePick<FederationTypes['Flight'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Flight'], {"snapshot":true}> ) );
  Hotel:
    ( { __typename: 'Hotel' }
    & GraphQLRecursivePick<FederationTypes['Hotel'], {"id":true}> );
  Reservation:
    ( { __typename: 'Reservation' }
    & ( GraphQLRecursivePick<FederationTypes['Reservation'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Reservation'], {"snapshot":true}> ) );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  BookTripResult:
    | ( Omit<BookTripAccepted, 'reservation'> & { reservation: _RefType['Reservation'] } )
    | ( IdempotencyKeyReused )
    | ( Omit<QuoteAlreadyBooked, 'bookedReservation'> & { bookedReservation?: Maybe<_RefType['Reservation']> } )
    | ( QuoteExpired )
  ;
  CancelReservationResult:
    | ( Omit<CancelAccepted, 'reservation'> & { reservation: _RefType['Reservation'] } )
    | ( IdempotencyKeyReused )
    | ( NotCancellable )
  ;
  QuoteTripResult:
    | ( InvalidTrip )
    | ( Omit<Quote, 'lines'> & { lines: Array<_RefType['QuoteLine']> } )
    | ( SoldOut )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Refusal:
    | ( IdempotencyKeyReused )
    | ( InvalidTrip )
    | ( NotCancellable )
    | ( Omit<QuoteAlreadyBooked, 'bookedReservation'> & { bookedReservation?: Maybe<_RefType['Reservation']> } )
    | ( QuoteExpired )
    | ( SoldOut )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  BookTripAccepted: ResolverTypeWrapper<Omit<BookTripAccepted, 'reservation'> & { reservation: ResolversTypes['Reservation'] }>;
  BookTripInput: BookTripInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  BookTripResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['BookTripResult']>;
  Cabin: Cabin;
  CancelAccepted: ResolverTypeWrapper<Omit<CancelAccepted, 'reservation'> & { reservation: ResolversTypes['Reservation'] }>;
  CancelReservationInput: CancelReservationInput;
  CancelReservationResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CancelReservationResult']>;
  CancellationQuote: ResolverTypeWrapper<Omit<CancellationQuote, 'reservation'> & { reservation: ResolversTypes['Reservation'] }>;
  CancelledLine: ResolverTypeWrapper<CancelledLine>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Fare: ResolverTypeWrapper<Fare>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Flight: ResolverTypeWrapper<FlightSnapshot>;
  FlightBooking: ResolverTypeWrapper<FlightLine>;
  FlightConnection: ResolverTypeWrapper<Omit<FlightConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['FlightEdge']>, nodes: Array<ResolversTypes['Flight']> }>;
  FlightEdge: ResolverTypeWrapper<Omit<FlightEdge, 'node'> & { node: ResolversTypes['Flight'] }>;
  FlightInput: FlightInput;
  Hotel: ResolverTypeWrapper<HotelDocument>;
  HotelOffer: ResolverTypeWrapper<Omit<HotelOffer, 'hotel'> & { hotel: ResolversTypes['Hotel'] }>;
  HotelOfferConnection: ResolverTypeWrapper<Omit<HotelOfferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['HotelOfferEdge']>, nodes: Array<ResolversTypes['HotelOffer']> }>;
  HotelOfferEdge: ResolverTypeWrapper<Omit<HotelOfferEdge, 'node'> & { node: ResolversTypes['HotelOffer'] }>;
  IdempotencyKeyReused: ResolverTypeWrapper<IdempotencyKeyReused>;
  InputProblem: ResolverTypeWrapper<InputProblem>;
  InvalidTrip: ResolverTypeWrapper<InvalidTrip>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotCancellable: ResolverTypeWrapper<NotCancellable>;
  NotCancellableReason: NotCancellableReason;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quote: ResolverTypeWrapper<Omit<Quote, 'lines'> & { lines: Array<ResolversTypes['QuoteLine']> }>;
  QuoteAlreadyBooked: ResolverTypeWrapper<Omit<QuoteAlreadyBooked, 'bookedReservation'> & { bookedReservation?: Maybe<ResolversTypes['Reservation']> }>;
  QuoteExpired: ResolverTypeWrapper<QuoteExpired>;
  QuoteLine: ResolverTypeWrapper<PricedLine>;
  QuoteTripResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['QuoteTripResult']>;
  RefundRule: ResolverTypeWrapper<RefundRule>;
  RefundTier: ResolverTypeWrapper<RefundTier>;
  Refusal: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Refusal']>;
  Reservation: ResolverTypeWrapper<ReservationSnapshot>;
  ReservationCancellation: ResolverTypeWrapper<ReservationCancellation>;
  ReservationConnection: ResolverTypeWrapper<Omit<ReservationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ReservationEdge']>, nodes: Array<ResolversTypes['Reservation']> }>;
  ReservationEdge: ResolverTypeWrapper<Omit<ReservationEdge, 'node'> & { node: ResolversTypes['Reservation'] }>;
  ReservationFailure: ResolverTypeWrapper<ReservationFailure>;
  ReservationFailureCode: ReservationFailureCode;
  ReservationStatus: ReservationStatus;
  ReservationTransition: ResolverTypeWrapper<ReservationTransition>;
  RoomOffer: ResolverTypeWrapper<RoomOffer>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SoldOut: ResolverTypeWrapper<SoldOut>;
  Stay: ResolverTypeWrapper<StayLine>;
  StayInput: StayInput;
  TripInput: TripInput;
  User: ResolverTypeWrapper<Omit<User, 'reservations'> & { reservations?: Maybe<ResolversTypes['ReservationConnection']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  BookTripAccepted: Omit<BookTripAccepted, 'reservation'> & { reservation: ResolversParentTypes['Reservation'] };
  BookTripInput: BookTripInput;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  BookTripResult: ResolversUnionTypes<ResolversParentTypes>['BookTripResult'];
  CancelAccepted: Omit<CancelAccepted, 'reservation'> & { reservation: ResolversParentTypes['Reservation'] };
  CancelReservationInput: CancelReservationInput;
  CancelReservationResult: ResolversUnionTypes<ResolversParentTypes>['CancelReservationResult'];
  CancellationQuote: Omit<CancellationQuote, 'reservation'> & { reservation: ResolversParentTypes['Reservation'] };
  CancelledLine: CancelledLine;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Fare: Fare;
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
  Flight: FlightSnapshot;
  FlightBooking: FlightLine;
  FlightConnection: Omit<FlightConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['FlightEdge']>, nodes: Array<ResolversParentTypes['Flight']> };
  FlightEdge: Omit<FlightEdge, 'node'> & { node: ResolversParentTypes['Flight'] };
  FlightInput: FlightInput;
  Hotel: HotelDocument;
  HotelOffer: Omit<HotelOffer, 'hotel'> & { hotel: ResolversParentTypes['Hotel'] };
  HotelOfferConnection: Omit<HotelOfferConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['HotelOfferEdge']>, nodes: Array<ResolversParentTypes['HotelOffer']> };
  HotelOfferEdge: Omit<HotelOfferEdge, 'node'> & { node: ResolversParentTypes['HotelOffer'] };
  IdempotencyKeyReused: IdempotencyKeyReused;
  InputProblem: InputProblem;
  InvalidTrip: InvalidTrip;
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  NotCancellable: NotCancellable;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Quote: Omit<Quote, 'lines'> & { lines: Array<ResolversParentTypes['QuoteLine']> };
  QuoteAlreadyBooked: Omit<QuoteAlreadyBooked, 'bookedReservation'> & { bookedReservation?: Maybe<ResolversParentTypes['Reservation']> };
  QuoteExpired: QuoteExpired;
  QuoteLine: PricedLine;
  QuoteTripResult: ResolversUnionTypes<ResolversParentTypes>['QuoteTripResult'];
  RefundRule: RefundRule;
  RefundTier: RefundTier;
  Refusal: ResolversInterfaceTypes<ResolversParentTypes>['Refusal'];
  Reservation: ReservationSnapshot;
  ReservationCancellation: ReservationCancellation;
  ReservationConnection: Omit<ReservationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ReservationEdge']>, nodes: Array<ResolversParentTypes['Reservation']> };
  ReservationEdge: Omit<ReservationEdge, 'node'> & { node: ResolversParentTypes['Reservation'] };
  ReservationFailure: ReservationFailure;
  ReservationTransition: ReservationTransition;
  RoomOffer: RoomOffer;
  SafeInt: Scalars['SafeInt']['output'];
  SoldOut: SoldOut;
  Stay: StayLine;
  StayInput: StayInput;
  TripInput: TripInput;
  User: Omit<User, 'reservations'> & { reservations?: Maybe<ResolversParentTypes['ReservationConnection']> } | FederationReferenceTypes['User'];
};

export type BookTripAcceptedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookTripAccepted'] = ResolversParentTypes['BookTripAccepted']> = {
  reservation?: Resolver<ResolversTypes['Reservation'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BookTripResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookTripResult'] = ResolversParentTypes['BookTripResult']> = {
  __resolveType: TypeResolveFn<'BookTripAccepted' | 'IdempotencyKeyReused' | 'QuoteAlreadyBooked' | 'QuoteExpired', ParentType, ContextType>;
};

export type CancelAcceptedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelAccepted'] = ResolversParentTypes['CancelAccepted']> = {
  reservation?: Resolver<ResolversTypes['Reservation'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CancelReservationResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelReservationResult'] = ResolversParentTypes['CancelReservationResult']> = {
  __resolveType: TypeResolveFn<'CancelAccepted' | 'IdempotencyKeyReused' | 'NotCancellable', ParentType, ContextType>;
};

export type CancellationQuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancellationQuote'] = ResolversParentTypes['CancellationQuote']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fee?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['CancelledLine']>, ParentType, ContextType>;
  refund?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  reservation?: Resolver<ResolversTypes['Reservation'], ParentType, ContextType>;
};

export type CancelledLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelledLine'] = ResolversParentTypes['CancelledLine']> = {
  charged?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lineId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  refund?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FareResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Fare'] = ResolversParentTypes['Fare']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cabin?: Resolver<ResolversTypes['Cabin'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundRules?: Resolver<Array<ResolversTypes['RefundRule']>, ParentType, ContextType>;
  refundable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Flight'] = ResolversParentTypes['Flight'], FederationReferenceType extends FederationReferenceTypes['Flight'] = FederationReferenceTypes['Flight']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Flight']> | FederationReferenceType, FederationReferenceType, ContextType>;
  arrivesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  carrier?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  departsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  destination?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fares?: Resolver<Array<ResolversTypes['Fare']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  snapshot?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type FlightBookingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlightBooking'] = ResolversParentTypes['FlightBooking']> = {
  cabin?: Resolver<ResolversTypes['Cabin'], ParentType, ContextType>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  passengers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundTiers?: Resolver<Array<ResolversTypes['RefundTier']>, ParentType, ContextType>;
  refundable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FlightConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlightConnection'] = ResolversParentTypes['FlightConnection']> = {
  edges?: Resolver<Array<ResolversTypes['FlightEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Flight']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FlightEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlightEdge'] = ResolversParentTypes['FlightEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Flight'], ParentType, ContextType>;
};

export type HotelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hotel'] = ResolversParentTypes['Hotel'], FederationReferenceType extends FederationReferenceTypes['Hotel'] = FederationReferenceTypes['Hotel']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Hotel']> | FederationReferenceType, FederationReferenceType, ContextType>;
  city?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  country?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stars?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HotelOfferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HotelOffer'] = ResolversParentTypes['HotelOffer']> = {
  hotel?: Resolver<ResolversTypes['Hotel'], ParentType, ContextType>;
  roomTypes?: Resolver<Array<ResolversTypes['RoomOffer']>, ParentType, ContextType>;
};

export type HotelOfferConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HotelOfferConnection'] = ResolversParentTypes['HotelOfferConnection']> = {
  edges?: Resolver<Array<ResolversTypes['HotelOfferEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['HotelOffer']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type HotelOfferEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HotelOfferEdge'] = ResolversParentTypes['HotelOfferEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['HotelOffer'], ParentType, ContextType>;
};

export type IdempotencyKeyReusedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyKeyReused'] = ResolversParentTypes['IdempotencyKeyReused']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InputProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InputProblem'] = ResolversParentTypes['InputProblem']> = {
  expected?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  received?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InvalidTripResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidTrip'] = ResolversParentTypes['InvalidTrip']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['InputProblem']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  bookTrip?: Resolver<ResolversTypes['BookTripResult'], ParentType, ContextType, RequireFields<MutationBookTripArgs, 'input'>>;
  cancelReservation?: Resolver<ResolversTypes['CancelReservationResult'], ParentType, ContextType, RequireFields<MutationCancelReservationArgs, 'input'>>;
  quoteTrip?: Resolver<ResolversTypes['QuoteTripResult'], ParentType, ContextType, RequireFields<MutationQuoteTripArgs, 'input'>>;
};

export type NotCancellableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotCancellable'] = ResolversParentTypes['NotCancellable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['NotCancellableReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  cancellationQuote?: Resolver<Maybe<ResolversTypes['CancellationQuote']>, ParentType, ContextType, RequireFields<QueryCancellationQuoteArgs, 'reservationId'>>;
  flight?: Resolver<Maybe<ResolversTypes['Flight']>, ParentType, ContextType, RequireFields<QueryFlightArgs, 'id'>>;
  flights?: Resolver<Maybe<ResolversTypes['FlightConnection']>, ParentType, ContextType, RequireFields<QueryFlightsArgs, 'cabin' | 'date' | 'destination' | 'first' | 'origin' | 'passengers'>>;
  hotel?: Resolver<Maybe<ResolversTypes['Hotel']>, ParentType, ContextType, RequireFields<QueryHotelArgs, 'id'>>;
  hotels?: Resolver<Maybe<ResolversTypes['HotelOfferConnection']>, ParentType, ContextType, RequireFields<QueryHotelsArgs, 'checkIn' | 'checkOut' | 'city' | 'first' | 'guests' | 'rooms'>>;
  reservation?: Resolver<Maybe<ResolversTypes['Reservation']>, ParentType, ContextType, RequireFields<QueryReservationArgs, 'id'>>;
};

export type QuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['QuoteLine']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuoteAlreadyBookedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteAlreadyBooked'] = ResolversParentTypes['QuoteAlreadyBooked']> = {
  bookedReservation?: Resolver<Maybe<ResolversTypes['Reservation']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuoteExpiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteExpired'] = ResolversParentTypes['QuoteExpired']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuoteLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteLine'] = ResolversParentTypes['QuoteLine']> = {
  charged?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  exchangeRate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundTiers?: Resolver<Array<ResolversTypes['RefundTier']>, ParentType, ContextType>;
  refundable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type QuoteTripResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteTripResult'] = ResolversParentTypes['QuoteTripResult']> = {
  __resolveType: TypeResolveFn<'InvalidTrip' | 'Quote' | 'SoldOut', ParentType, ContextType>;
};

export type RefundRuleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefundRule'] = ResolversParentTypes['RefundRule']> = {
  hoursBefore?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  percent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RefundTierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefundTier'] = ResolversParentTypes['RefundTier']> = {
  refund?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RefusalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Refusal'] = ResolversParentTypes['Refusal']> = {
  __resolveType: TypeResolveFn<'IdempotencyKeyReused' | 'InvalidTrip' | 'NotCancellable' | 'QuoteAlreadyBooked' | 'QuoteExpired' | 'SoldOut', ParentType, ContextType>;
};

export type ReservationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reservation'] = ResolversParentTypes['Reservation'], FederationReferenceType extends FederationReferenceTypes['Reservation'] = FederationReferenceTypes['Reservation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Reservation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  cancellation?: Resolver<Maybe<ResolversTypes['ReservationCancellation']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['ReservationFailure']>, ParentType, ContextType>;
  flights?: Resolver<Array<ResolversTypes['FlightBooking']>, ParentType, ContextType>;
  holdExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  snapshot?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReservationStatus'], ParentType, ContextType>;
  stays?: Resolver<Array<ResolversTypes['Stay']>, ParentType, ContextType>;
  timeline?: Resolver<Array<ResolversTypes['ReservationTransition']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReservationCancellationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservationCancellation'] = ResolversParentTypes['ReservationCancellation']> = {
  lines?: Resolver<Array<ResolversTypes['CancelledLine']>, ParentType, ContextType>;
  refund?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ReservationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservationConnection'] = ResolversParentTypes['ReservationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ReservationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Reservation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReservationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservationEdge'] = ResolversParentTypes['ReservationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Reservation'], ParentType, ContextType>;
};

export type ReservationFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservationFailure'] = ResolversParentTypes['ReservationFailure']> = {
  code?: Resolver<ResolversTypes['ReservationFailureCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReservationTransitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservationTransition'] = ResolversParentTypes['ReservationTransition']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReservationStatus'], ParentType, ContextType>;
};

export type RoomOfferResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoomOffer'] = ResolversParentTypes['RoomOffer']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  capacity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nightlyRate?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundRules?: Resolver<Array<ResolversTypes['RefundRule']>, ParentType, ContextType>;
  refundable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  roomTypeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SoldOutResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SoldOut'] = ResolversParentTypes['SoldOut']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StayResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Stay'] = ResolversParentTypes['Stay']> = {
  checkIn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  checkOut?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  guests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hotel?: Resolver<Maybe<ResolversTypes['Hotel']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refundTiers?: Resolver<Array<ResolversTypes['RefundTier']>, ParentType, ContextType>;
  refundable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  roomTypeId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  roomTypeName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rooms?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reservations?: Resolver<Maybe<ResolversTypes['ReservationConnection']>, ParentType, ContextType, RequireFields<UserReservationsArgs, 'first'>>;
};

export type Resolvers<ContextType = Context> = {
  BookTripAccepted?: BookTripAcceptedResolvers<ContextType>;
  BookTripResult?: BookTripResultResolvers<ContextType>;
  CancelAccepted?: CancelAcceptedResolvers<ContextType>;
  CancelReservationResult?: CancelReservationResultResolvers<ContextType>;
  CancellationQuote?: CancellationQuoteResolvers<ContextType>;
  CancelledLine?: CancelledLineResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Fare?: FareResolvers<ContextType>;
  Flight?: FlightResolvers<ContextType>;
  FlightBooking?: FlightBookingResolvers<ContextType>;
  FlightConnection?: FlightConnectionResolvers<ContextType>;
  FlightEdge?: FlightEdgeResolvers<ContextType>;
  Hotel?: HotelResolvers<ContextType>;
  HotelOffer?: HotelOfferResolvers<ContextType>;
  HotelOfferConnection?: HotelOfferConnectionResolvers<ContextType>;
  HotelOfferEdge?: HotelOfferEdgeResolvers<ContextType>;
  IdempotencyKeyReused?: IdempotencyKeyReusedResolvers<ContextType>;
  InputProblem?: InputProblemResolvers<ContextType>;
  InvalidTrip?: InvalidTripResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotCancellable?: NotCancellableResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Quote?: QuoteResolvers<ContextType>;
  QuoteAlreadyBooked?: QuoteAlreadyBookedResolvers<ContextType>;
  QuoteExpired?: QuoteExpiredResolvers<ContextType>;
  QuoteLine?: QuoteLineResolvers<ContextType>;
  QuoteTripResult?: QuoteTripResultResolvers<ContextType>;
  RefundRule?: RefundRuleResolvers<ContextType>;
  RefundTier?: RefundTierResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  Reservation?: ReservationResolvers<ContextType>;
  ReservationCancellation?: ReservationCancellationResolvers<ContextType>;
  ReservationConnection?: ReservationConnectionResolvers<ContextType>;
  ReservationEdge?: ReservationEdgeResolvers<ContextType>;
  ReservationFailure?: ReservationFailureResolvers<ContextType>;
  ReservationTransition?: ReservationTransitionResolvers<ContextType>;
  RoomOffer?: RoomOfferResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SoldOut?: SoldOutResolvers<ContextType>;
  Stay?: StayResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

