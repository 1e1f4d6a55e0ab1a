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
  /** A calendar date in the local time zone of the hotel or airport, in the format `YYYY-MM-DD`. */
  Date: { input: string; output: string; }
  /** An instant: RFC 3339 in UTC with milliseconds, such as `2027-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  /** An integer from -(2^53 - 1) to 2^53 - 1, sent as a JSON number. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** The booking is created and under way. Follow it with the subscription `reservationUpdated`. */
export type BookTripAccepted = {
  __typename?: 'BookTripAccepted';
  /** The reservation at its current version. */
  reservation: Reservation;
};

/** The quote to book, and how to pay. */
export type BookTripInput = {
  /** A key that the client chooses for this booking, 1 to 128 characters, such as a UUID. Repeating the mutation with the same key and input returns the same booking. */
  idempotencyKey: Scalars['String']['input'];
  /** The payment method, by the payment provider's name for it. In the sandbox: `pm_ok`, `pm_declined`, `pm_slow`, `pm_flaky`. */
  paymentMethod: Scalars['String']['input'];
  /** The quote: `Quote.id`. */
  quoteId: Scalars['ID']['input'];
};

/** The result of `bookTrip`. */
export type BookTripResult = BookTripAccepted | IdempotencyKeyReused | QuoteAlreadyBooked | QuoteExpired | TooManyBookingsOfNetwork | TooManyHolds | TooManyUnfinishedBookings;

/** A cabin class. */
export type Cabin =
  /** Business class. */
  | 'BUSINESS'
  /** Economy class. */
  | 'ECONOMY';

/** The cancellation is recorded and under way. Follow it with the subscription `reservationUpdated`. */
export type CancelAccepted = {
  __typename?: 'CancelAccepted';
  /** The reservation at its current version. */
  reservation: Reservation;
};

/** The reservation to cancel, with the quoted refund. */
export type CancelReservationInput = {
  /** The quoted refund: `CancellationQuote.id`. */
  cancellationQuoteId: Scalars['ID']['input'];
  /** A key that the client chooses for this cancellation, 1 to 128 characters, such as a UUID. Repeating the mutation with the same key and input returns the same result. */
  idempotencyKey: Scalars['String']['input'];
  /** The reservation: `Reservation.id`. */
  reservationId: Scalars['ID']['input'];
};

/** The result of `cancelReservation`. */
export type CancelReservationResult = CancelAccepted | IdempotencyKeyReused | NotCancellable;

/** The refund for cancelling a reservation now, by the terms of each line. */
export type CancellationQuote = {
  __typename?: 'CancellationQuote';
  /** The quote holds before this instant: for some minutes, and never beyond the next change of a line's refund. */
  expiresAt: Scalars['DateTime']['output'];
  /** The cancellation fee: the reservation's total minus the refund. */
  fee: Money;
  /** The quote's id: pass it as `CancelReservationInput.cancellationQuoteId`. */
  id: Scalars['ID']['output'];
  /** The refund of each line. */
  lines: Array<CancelledLine>;
  /** The refund in total. */
  refund: Money;
  /** The reservation to cancel. */
  reservation: Reservation;
};

/** The refund of one line of a cancelled reservation. */
export type CancelledLine = {
  __typename?: 'CancelledLine';
  /** The charged price of the line. */
  charged: Money;
  /** The stay or flight, in an English phrase. */
  description: Scalars['String']['output'];
  /** The id of the line: `Stay.id` or `FlightBooking.id`. */
  lineId: Scalars['ID']['output'];
  /** The refund of the line, 0 or above. */
  refund: Money;
};

/** The price of a seat in one cabin of a flight. */
export type Fare = {
  __typename?: 'Fare';
  /** The number of free seats. */
  available: Scalars['Int']['output'];
  /** The cabin. */
  cabin: Cabin;
  /** The price of one seat. */
  price: Money;
  /** The refund by the time of the cancellation, relative to the start. Empty if nothing is refundable. */
  refundRules: Array<RefundRule>;
  /** True if a cancellation in time is refunded, at least in part. */
  refundable: Scalars['Boolean']['output'];
};

/** A flight on one date. */
export type Flight = {
  __typename?: 'Flight';
  /** The time of arrival. */
  arrivesAt: Scalars['DateTime']['output'];
  /** The airline's IATA code, such as `TP`. */
  carrier: Scalars['String']['output'];
  /** The time of departure. */
  departsAt: Scalars['DateTime']['output'];
  /** The IATA code of the arrival airport, such as `HND`. */
  destination: Scalars['String']['output'];
  /** The fares, one per cabin. */
  fares: Array<Fare>;
  /** The flight's id, `flt_…`: pass it as `FlightInput.flightId`. */
  id: Scalars['ID']['output'];
  /** The flight number with the airline's code, such as `TP123`. */
  number: Scalars['String']['output'];
  /** The IATA code of the departure airport, such as `LIS`. */
  origin: Scalars['String']['output'];
  /** The flight at one version, `<id>@<version>`, or at its newest, `<id>`. The router resolves events by this key. */
  snapshot: Scalars['ID']['output'];
  /** Starts at 1 and rises by one with every published change of fares, seats or times. */
  version: Scalars['Int']['output'];
};

/** Booked seats on a flight. */
export type FlightBooking = {
  __typename?: 'FlightBooking';
  /** The cabin. */
  cabin: Cabin;
  /** The flight. Null if it is no longer in the catalogue. */
  flight?: Maybe<Flight>;
  /** The id of the line, unique within the reservation. */
  id: Scalars['ID']['output'];
  /** The number of passengers. */
  passengers: Scalars['Int']['output'];
  /** The charged price of the seats. */
  price: Money;
  /** The refund by the time of the cancellation, earliest tier first. Empty if nothing is refundable. */
  refundTiers: Array<RefundTier>;
  /** True if a cancellation in time is refunded, at least in part. */
  refundable: Scalars['Boolean']['output'];
};

/** A page of flights. */
export type FlightConnection = {
  __typename?: 'FlightConnection';
  /** The page's flights, each with its cursor. */
  edges: Array<FlightEdge>;
  /** The page's flights without cursors. */
  nodes: Array<Flight>;
  /** The page's position in the list. */
  pageInfo: PageInfo;
};

/** A flight in a list. */
export type FlightEdge = {
  __typename?: 'FlightEdge';
  /** The cursor of this flight: pass it as `after` to get the flights that follow. */
  cursor: Scalars['String']['output'];
  /** The flight. */
  node: Flight;
};

/** The flight to price. */
export type FlightInput = {
  /** The cabin. */
  cabin?: Cabin;
  /** The flight: `Flight.id`. */
  flightId: Scalars['ID']['input'];
  /** The number of passengers, 1 to 9. */
  passengers?: Scalars['Int']['input'];
};

/** What a booking holds until it is paid. */
export type HeldUnit =
  /** Rooms. A room counts once, whatever the number of nights. */
  | 'ROOMS'
  /** Seats of flights. */
  | 'SEATS';

/** A hotel. */
export type Hotel = {
  __typename?: 'Hotel';
  /** The city of the hotel. */
  city: Scalars['String']['output'];
  /** The country's ISO 3166-1 alpha-2 code, such as `PT`. */
  country: Scalars['String']['output'];
  /** The hotel's id, `htl_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** The hotel's name. */
  name: Scalars['String']['output'];
  /** The star rating, 1 to 5. */
  stars: Scalars['Int']['output'];
  /** The IANA time zone of the hotel, such as `Europe/Lisbon`. Check-in and check-out dates are local to it. */
  timeZone: Scalars['String']['output'];
};

/** A hotel with the room types that are free on every night of the stay. */
export type HotelOffer = {
  __typename?: 'HotelOffer';
  /** The hotel. */
  hotel: Hotel;
  /** The room types with enough free rooms on every night, cheapest first. At least one. */
  roomTypes: Array<RoomOffer>;
};

/** A page of hotel offers. */
export type HotelOfferConnection = {
  __typename?: 'HotelOfferConnection';
  /** The page's offers, each with its cursor. */
  edges: Array<HotelOfferEdge>;
  /** The page's offers without cursors. */
  nodes: Array<HotelOffer>;
  /** The page's position in the list. */
  pageInfo: PageInfo;
};

/** A hotel offer in a list. */
export type HotelOfferEdge = {
  __typename?: 'HotelOfferEdge';
  /** The cursor of this offer: pass it as `after` to get the offers that follow. */
  cursor: Scalars['String']['output'];
  /** The offer. */
  node: HotelOffer;
};

/** The idempotency key was used before, with different input. */
export type IdempotencyKeyReused = Refusal & {
  __typename?: 'IdempotencyKeyReused';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** An invalid field of an input. */
export type InputProblem = {
  __typename?: 'InputProblem';
  /** The expected value, in an English phrase. */
  expected: Scalars['String']['output'];
  /** The path of the field, such as `stays[0].checkOut`. */
  field: Scalars['String']['output'];
  /** The received value, shortened. */
  received: Scalars['String']['output'];
};

/** The trip is not valid: unknown ids, dates in the past, numbers out of range. */
export type InvalidTrip = Refusal & {
  __typename?: 'InvalidTrip';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** Every invalid field of the input, at least one. */
  problems: Array<InputProblem>;
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
  /** Books a quote for the signed-in user. The result returns at once; the booking continues in the background: rooms and seats are held, then paid, or everything is undone. Fails with `UNAUTHENTICATED` without an access token. */
  bookTrip: BookTripResult;
  /**
   * Cancels a reservation for the quoted refund. The result returns at once; in the background, rooms and seats are
   * released and the refund is paid to the original payment method. Fails with `UNAUTHENTICATED` without an access token.
   */
  cancelReservation: CancelReservationResult;
  /** Prices a trip. The quote fixes prices and exchange rates until it expires; anyone may request one. A signed-in user's quote can be booked by that user only. */
  quoteTrip: QuoteTripResult;
};


/** Write operations. */
export type MutationBookTripArgs = {
  input: BookTripInput;
};


/** Write operations. */
export type MutationCancelReservationArgs = {
  input: CancelReservationInput;
};


/** Write operations. */
export type MutationQuoteTripArgs = {
  input: TripInput;
};

/** The reservation cannot be cancelled now, or not with the quoted refund. */
export type NotCancellable = Refusal & {
  __typename?: 'NotCancellable';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** The reason as a code. */
  reason: NotCancellableReason;
};

/** The reasons for which a cancellation is refused. */
export type NotCancellableReason =
  /** The reservation is already cancelled, or being cancelled, with another idempotency key. */
  | 'ALREADY_CANCELLED'
  /** The booking failed: nothing is booked, and nothing stays charged. */
  | 'NOT_BOOKED'
  /** The cancellation quote is unknown or has expired. Request a new quote. */
  | 'QUOTE_EXPIRED'
  /** The booking is still under way. Try again once its status is `COMPLETED`. */
  | 'STILL_BOOKING'
  /** The trip has begun: its first check-in or departure is in the past. */
  | 'TRIP_BEGUN'
  /** The reservation does not exist, or belongs to another user. */
  | 'UNKNOWN_RESERVATION'
  /** The reservation was booked before cancellation terms were stored. Only customer service can cancel it. */
  | 'WITHOUT_TERMS';

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
  /**
   * The refund for cancelling a reservation now. Null if the reservation does not exist, belongs to another user, or
   * cannot be cancelled: `quoteCancellation` gives the reason. Fails with `UNAUTHENTICATED` without an access token.
   */
  cancellationQuote?: Maybe<CancellationQuote>;
  /** A flight by id. Null if it does not exist. */
  flight?: Maybe<Flight>;
  /** The flights between two airports on a date with enough free seats, earliest first. Fails with `BAD_USER_INPUT` for invalid arguments. */
  flights?: Maybe<FlightConnection>;
  /** A hotel by id. Null if it does not exist. */
  hotel?: Maybe<Hotel>;
  /** The hotels of a city with free rooms on every night of a stay, by name. A page may hold fewer hotels than `first` while `hasNextPage` is true. Fails with `BAD_USER_INPUT` for invalid arguments. */
  hotels?: Maybe<HotelOfferConnection>;
  /** The signed-in user's account. Fails with `UNAUTHENTICATED` without an access token, or if the account no longer exists. */
  me?: Maybe<User>;
  /**
   * The refund for cancelling a reservation now, or the reason why it cannot be cancelled: only a `COMPLETED` reservation
   * can, before its first check-in or departure. Fails with `UNAUTHENTICATED` without an access token.
   */
  quoteCancellation?: Maybe<QuoteCancellationResult>;
  /** A reservation by id. Null if it does not exist or the caller may not read it. Fails with `UNAUTHENTICATED` without an access token. */
  reservation?: Maybe<Reservation>;
};


/** Read operations. */
export type QueryCancellationQuoteArgs = {
  reservationId: Scalars['ID']['input'];
};


/** Read operations. */
export type QueryFlightArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. */
export type QueryFlightsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  cabin?: Cabin;
  date: Scalars['Date']['input'];
  destination: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
  origin: Scalars['String']['input'];
  passengers?: Scalars['Int']['input'];
};


/** Read operations. */
export type QueryHotelArgs = {
  id: Scalars['ID']['input'];
};


/** Read operations. */
export type QueryHotelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  checkIn: Scalars['Date']['input'];
  checkOut: Scalars['Date']['input'];
  city: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
  guests?: Scalars['Int']['input'];
  rooms?: Scalars['Int']['input'];
};


/** Read operations. */
export type QueryQuoteCancellationArgs = {
  reservationId: Scalars['ID']['input'];
};


/** Read operations. */
export type QueryReservationArgs = {
  id: Scalars['ID']['input'];
};

/** A priced trip. Its prices are fixed until `expiresAt`. It holds no rooms and no seats: `bookTrip` does. */
export type Quote = {
  __typename?: 'Quote';
  /** The quote can be booked before this instant. */
  expiresAt: Scalars['DateTime']['output'];
  /** The quote's id, `quo_…`: pass it as `BookTripInput.quoteId`. */
  id: Scalars['ID']['output'];
  /** One line per stay, then one per flight, in the order of the input. */
  lines: Array<QuoteLine>;
  /** The sum of the lines' charged prices, in the currency of `TripInput.currency`. */
  total: Money;
};

/** The quote is already booked, with another idempotency key. */
export type QuoteAlreadyBooked = Refusal & {
  __typename?: 'QuoteAlreadyBooked';
  /** The reservation that booked the quote. Null if the caller may not read it. */
  bookedReservation?: Maybe<Reservation>;
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The result of `quoteCancellation`. */
export type QuoteCancellationResult = CancellationQuote | NotCancellable;

/** The quote does not exist or has expired. Request a new quote. */
export type QuoteExpired = Refusal & {
  __typename?: 'QuoteExpired';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** A priced line of a trip. */
export type QuoteLine = {
  __typename?: 'QuoteLine';
  /** The price in the currency to charge, rounded once, to the nearest minor unit. */
  charged: Money;
  /** The stay or flight, in an English phrase. */
  description: Scalars['String']['output'];
  /** The exchange rate: units of the charged currency for one unit of the currency of `price`, as a decimal number. Fixed by the quote. */
  exchangeRate: Scalars['String']['output'];
  /** The price in the currency of the hotel or airline. */
  price: Money;
  /** The refund by the time of the cancellation, earliest tier first. Empty if nothing is refundable. */
  refundTiers: Array<RefundTier>;
  /** True if a cancellation in time is refunded, at least in part. */
  refundable: Scalars['Boolean']['output'];
};

/** The result of `quoteTrip`. */
export type QuoteTripResult = InvalidTrip | Quote | SoldOut | TooManyQuotes;

/** The share of the price that is refunded for a cancellation at least a number of hours before the start. */
export type RefundRule = {
  __typename?: 'RefundRule';
  /** The latest time of the cancellation, in hours before the start: check-in at 15:00 local time, or the flight's departure. */
  hoursBefore: Scalars['Int']['output'];
  /** The refund in per cent of the price, 0 to 100. */
  percent: Scalars['Int']['output'];
};

/** The refund of a line for a cancellation before an instant. */
export type RefundTier = {
  __typename?: 'RefundTier';
  /** The refund. */
  refund: Money;
  /** The refund applies to cancellations before this instant. */
  until: Scalars['DateTime']['output'];
};

/** A mutation's result when the request is refused for a reason that the client should handle, such as a wrong password. Nothing was changed. */
export type Refusal = {
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** A booked trip: its status, from the booking to completion, failure or cancellation. Readable by its owner, agents and admins. */
export type Reservation = {
  __typename?: 'Reservation';
  /** The cancellation with its refund. Null unless the status is `CANCELLING` or `CANCELLED`. */
  cancellation?: Maybe<ReservationCancellation>;
  /** When the booking was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The reason for a failed booking. Null unless the status is `COMPENSATING` or `FAILED`. */
  failure?: Maybe<ReservationFailure>;
  /** The booked flights. */
  flights: Array<FlightBooking>;
  /** When the hold of rooms and seats ends, unless the trip is paid before. Null once they are booked or released. */
  holdExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The reservation's id, `rsv_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** The reservation at one version, `<id>@<version>`, or at its newest, `<id>`. The router resolves events by this key. */
  snapshot: Scalars['ID']['output'];
  /** The reservation's status. */
  status: ReservationStatus;
  /** The booked stays. */
  stays: Array<Stay>;
  /** The status changes so far, oldest first. */
  timeline: Array<ReservationTransition>;
  /** The price of the whole trip. */
  total: Money;
  /** When `version` last rose. */
  updatedAt: Scalars['DateTime']['output'];
  /** The owner's account. Null if the users service is unavailable. */
  user?: Maybe<User>;
  /** Starts at 1 and rises by one with every change of `status`. */
  version: Scalars['Int']['output'];
};

/** The cancellation of a reservation, with the refund as quoted. */
export type ReservationCancellation = {
  __typename?: 'ReservationCancellation';
  /** The refund of each line. */
  lines: Array<CancelledLine>;
  /** The refund in total. `Order.refunded` says how much of it is already paid out. */
  refund: Money;
  /** When the cancellation was requested. */
  requestedAt: Scalars['DateTime']['output'];
};

/** A page of reservations. */
export type ReservationConnection = {
  __typename?: 'ReservationConnection';
  /** The page's reservations, each with its cursor. */
  edges: Array<ReservationEdge>;
  /** The page's reservations without cursors. */
  nodes: Array<Reservation>;
  /** The page's position in the list. */
  pageInfo: PageInfo;
};

/** A reservation in a list. */
export type ReservationEdge = {
  __typename?: 'ReservationEdge';
  /** The cursor of this reservation: pass it as `after` to get the reservations that follow. */
  cursor: Scalars['String']['output'];
  /** The reservation. */
  node: Reservation;
};

/** The reason for a failed booking. */
export type ReservationFailure = {
  __typename?: 'ReservationFailure';
  /** The reason as a code. */
  code: ReservationFailureCode;
  /** The reason, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The reasons for a failed booking. */
export type ReservationFailureCode =
  /** The hold of rooms and seats ended before the trip was paid. */
  | 'EXPIRED'
  /** The payment was declined. */
  | 'PAYMENT_DECLINED'
  /** Rooms or seats were sold out. */
  | 'SOLD_OUT'
  /** A supplier of rooms or seats did not answer in time. */
  | 'SUPPLIER_UNAVAILABLE';

/** The status of a reservation. A booking goes from `INIT` by `HOTEL_BOOKED` and `FLIGHT_BOOKED` to `COMPLETED`, or by `COMPENSATING` to `FAILED`. A cancellation goes from `COMPLETED` by `CANCELLING` to `CANCELLED`. */
export type ReservationStatus =
  /** Cancelled and refunded as quoted. Final. */
  | 'CANCELLED'
  /** The cancellation is under way: rooms and seats are being released, and the refund is being made. */
  | 'CANCELLING'
  /** A step failed. The holds are being released, and the payment is being voided or refunded. */
  | 'COMPENSATING'
  /** Paid, and all rooms and seats are booked. Final, unless the trip is cancelled. */
  | 'COMPLETED'
  /** Failed. Nothing is held, and nothing stays charged. Final. */
  | 'FAILED'
  /** The rooms, if any, and the seats are held. */
  | 'FLIGHT_BOOKED'
  /** The rooms are held. */
  | 'HOTEL_BOOKED'
  /** Created. Nothing is held yet. */
  | 'INIT';

/** A change of a reservation's status. */
export type ReservationTransition = {
  __typename?: 'ReservationTransition';
  /** The time of the change. */
  at: Scalars['DateTime']['output'];
  /** The change, in an English sentence to show to the user. */
  detail: Scalars['String']['output'];
  /** The new status. */
  status: ReservationStatus;
};

/** The offer of a room type for a stay. */
export type RoomOffer = {
  __typename?: 'RoomOffer';
  /** The number of rooms that are free on every night of the stay. */
  available: Scalars['Int']['output'];
  /** The number of guests that one room takes. */
  capacity: Scalars['Int']['output'];
  /** The room type's name. */
  name: Scalars['String']['output'];
  /** The price of one room for one night: the average over the stay, rounded to the minor unit. */
  nightlyRate: Money;
  /** The refund by the time of the cancellation, relative to the start. Empty if nothing is refundable. */
  refundRules: Array<RefundRule>;
  /** True if a cancellation in time is refunded, at least in part. */
  refundable: Scalars['Boolean']['output'];
  /** The room type's id, `rmt_…`: pass it as `StayInput.roomTypeId`. */
  roomTypeId: Scalars['ID']['output'];
  /** The price of the whole stay, for all rooms of the search. */
  total: Money;
};

/** Not enough rooms or seats are left for a line of the trip. */
export type SoldOut = Refusal & {
  __typename?: 'SoldOut';
  /** The number of rooms or seats left. */
  available: Scalars['Int']['output'];
  /** The line of the input, such as `stays[0]`. */
  field: Scalars['String']['output'];
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** A booked stay. */
export type Stay = {
  __typename?: 'Stay';
  /** The date of arrival, local to the hotel. */
  checkIn: Scalars['Date']['output'];
  /** The date of departure, local to the hotel. */
  checkOut: Scalars['Date']['output'];
  /** The number of guests in all rooms together. */
  guests: Scalars['Int']['output'];
  /** The hotel. Null if it is no longer in the catalogue. */
  hotel?: Maybe<Hotel>;
  /** The id of the line, unique within the reservation. */
  id: Scalars['ID']['output'];
  /** The charged price of the stay. */
  price: Money;
  /** The refund by the time of the cancellation, earliest tier first. Empty if nothing is refundable. */
  refundTiers: Array<RefundTier>;
  /** True if a cancellation in time is refunded, at least in part. */
  refundable: Scalars['Boolean']['output'];
  /** The room type's id. */
  roomTypeId: Scalars['ID']['output'];
  /** The room type's name at the time of booking. */
  roomTypeName: Scalars['String']['output'];
  /** The number of rooms. */
  rooms: Scalars['Int']['output'];
};

/** The stay to price. */
export type StayInput = {
  /** The date of arrival, local to the hotel, today or later. */
  checkIn: Scalars['Date']['input'];
  /** The date of departure, 1 to 30 nights after `checkIn`. */
  checkOut: Scalars['Date']['input'];
  /** The number of guests in all rooms together: at least one per room, at most the rooms' capacity. */
  guests?: Scalars['Int']['input'];
  /** The room type: `RoomOffer.roomTypeId`. */
  roomTypeId: Scalars['ID']['input'];
  /** The number of rooms, 1 to 9. */
  rooms?: Scalars['Int']['input'];
};

/** With this trip, the unfinished bookings from the caller's network address would be too many, or would hold too many rooms or seats. Repeat the mutation in a minute, or book fewer. */
export type TooManyBookingsOfNetwork = Refusal & {
  __typename?: 'TooManyBookingsOfNetwork';
  /** The number of bookings, rooms or seats that one network may have at a time: setting `UNFINISHED_BOOKINGS_PER_ADDRESS`, `HELD_ROOMS_PER_ADDRESS` or `HELD_SEATS_PER_ADDRESS`. */
  limit: Scalars['Int']['output'];
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** With this trip, the caller's unfinished bookings would hold too many rooms or seats. Book fewer, or repeat the mutation once others are `COMPLETED` or `FAILED`. */
export type TooManyHolds = Refusal & {
  __typename?: 'TooManyHolds';
  /** The number that the caller's unfinished bookings hold now. */
  held: Scalars['Int']['output'];
  /** The number that the unfinished bookings of one customer may hold: setting `HELD_ROOMS_PER_CUSTOMER` or `HELD_SEATS_PER_CUSTOMER`. */
  limit: Scalars['Int']['output'];
  /** Rooms or seats: the limit that refused the trip. */
  limited: HeldUnit;
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** The number that the trip needs. */
  requested: Scalars['Int']['output'];
};

/** Too many quotes in a minute, for a signed-in caller by account (setting `QUOTES_PER_CUSTOMER`), for an anonymous caller by network address (`QUOTES_PER_ADDRESS`). */
export type TooManyQuotes = Refusal & {
  __typename?: 'TooManyQuotes';
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
  /** Seconds to wait before the next request, at least 1. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** The caller has too many unfinished bookings. Once one of them is `COMPLETED` or `FAILED`, repeat the mutation with the same input. */
export type TooManyUnfinishedBookings = Refusal & {
  __typename?: 'TooManyUnfinishedBookings';
  /** The number of unfinished bookings that one customer may have: setting `UNFINISHED_BOOKINGS_PER_CUSTOMER`. */
  limit: Scalars['Int']['output'];
  /** Why the request was refused, in an English sentence to show to the user. */
  message: Scalars['String']['output'];
};

/** The trip to price: at least one stay or flight, at most 10 of each. */
export type TripInput = {
  /** The ISO 4217 code of the currency to charge. Prices in other currencies are converted; the quote fixes the exchange rates. */
  currency?: Scalars['String']['input'];
  /** The flights, one per leg. */
  flights?: InputMaybe<Array<FlightInput>>;
  /** The stays. */
  stays?: InputMaybe<Array<StayInput>>;
};

/** A user account. Anybody may read `id` and `displayName`. The other fields are for the user, agents and admins; they fail with `FORBIDDEN` for others. */
export type User = {
  __typename?: 'User';
  /** The account's id, `usr_…`. It never changes. */
  id: Scalars['ID']['output'];
  /** The user's reservations, newest first. For the user, agents and admins; fails with `FORBIDDEN` for others. */
  reservations?: Maybe<ReservationConnection>;
};


/** A user account. Anybody may read `id` and `displayName`. The other fields are for the user, agents and admins; they fail with `FORBIDDEN` for others. */
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
    | ( TooManyBookingsOfNetwork )
    | ( TooManyHolds )
    | ( TooManyUnfinishedBookings )
  ;
  CancelReservationResult:
    | ( Omit<CancelAccepted, 'reservation'> & { reservation: _RefType['Reservation'] } )
    | ( IdempotencyKeyReused )
    | ( NotCancellable )
  ;
  QuoteCancellationResult:
    | ( Omit<CancellationQuote, 'reservation'> & { reservation: _RefType['Reservation'] } )
    | ( NotCancellable )
  ;
  QuoteTripResult:
    | ( InvalidTrip )
    | ( Omit<Quote, 'lines'> & { lines: Array<_RefType['QuoteLine']> } )
    | ( SoldOut )
    | ( TooManyQuotes )
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
    | ( TooManyBookingsOfNetwork )
    | ( TooManyHolds )
    | ( TooManyQuotes )
    | ( TooManyUnfinishedBookings )
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
  HeldUnit: HeldUnit;
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
  QuoteCancellationResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['QuoteCancellationResult']>;
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
  TooManyBookingsOfNetwork: ResolverTypeWrapper<TooManyBookingsOfNetwork>;
  TooManyHolds: ResolverTypeWrapper<TooManyHolds>;
  TooManyQuotes: ResolverTypeWrapper<TooManyQuotes>;
  TooManyUnfinishedBookings: ResolverTypeWrapper<TooManyUnfinishedBookings>;
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
  QuoteCancellationResult: ResolversUnionTypes<ResolversParentTypes>['QuoteCancellationResult'];
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
  TooManyBookingsOfNetwork: TooManyBookingsOfNetwork;
  TooManyHolds: TooManyHolds;
  TooManyQuotes: TooManyQuotes;
  TooManyUnfinishedBookings: TooManyUnfinishedBookings;
  TripInput: TripInput;
  User: Omit<User, 'reservations'> & { reservations?: Maybe<ResolversParentTypes['ReservationConnection']> } | FederationReferenceTypes['User'];
};

export type BookTripAcceptedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookTripAccepted'] = ResolversParentTypes['BookTripAccepted']> = {
  reservation?: Resolver<ResolversTypes['Reservation'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BookTripResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookTripResult'] = ResolversParentTypes['BookTripResult']> = {
  __resolveType: TypeResolveFn<'BookTripAccepted' | 'IdempotencyKeyReused' | 'QuoteAlreadyBooked' | 'QuoteExpired' | 'TooManyBookingsOfNetwork' | 'TooManyHolds' | 'TooManyUnfinishedBookings', ParentType, ContextType>;
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
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  quoteCancellation?: Resolver<Maybe<ResolversTypes['QuoteCancellationResult']>, ParentType, ContextType, RequireFields<QueryQuoteCancellationArgs, 'reservationId'>>;
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

export type QuoteCancellationResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteCancellationResult'] = ResolversParentTypes['QuoteCancellationResult']> = {
  __resolveType: TypeResolveFn<'CancellationQuote' | 'NotCancellable', ParentType, ContextType>;
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
  __resolveType: TypeResolveFn<'InvalidTrip' | 'Quote' | 'SoldOut' | 'TooManyQuotes', ParentType, ContextType>;
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
  __resolveType: TypeResolveFn<'IdempotencyKeyReused' | 'InvalidTrip' | 'NotCancellable' | 'QuoteAlreadyBooked' | 'QuoteExpired' | 'SoldOut' | 'TooManyBookingsOfNetwork' | 'TooManyHolds' | 'TooManyQuotes' | 'TooManyUnfinishedBookings', ParentType, ContextType>;
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

export type TooManyBookingsOfNetworkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyBookingsOfNetwork'] = ResolversParentTypes['TooManyBookingsOfNetwork']> = {
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TooManyHoldsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyHolds'] = ResolversParentTypes['TooManyHolds']> = {
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limited?: Resolver<ResolversTypes['HeldUnit'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requested?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TooManyQuotesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyQuotes'] = ResolversParentTypes['TooManyQuotes']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TooManyUnfinishedBookingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyUnfinishedBookings'] = ResolversParentTypes['TooManyUnfinishedBookings']> = {
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
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
  QuoteCancellationResult?: QuoteCancellationResultResolvers<ContextType>;
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
  TooManyBookingsOfNetwork?: TooManyBookingsOfNetworkResolvers<ContextType>;
  TooManyHolds?: TooManyHoldsResolvers<ContextType>;
  TooManyQuotes?: TooManyQuotesResolvers<ContextType>;
  TooManyUnfinishedBookings?: TooManyUnfinishedBookingsResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

