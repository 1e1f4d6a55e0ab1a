import type { GraphDefinition } from '../support/graph.ts';
import * as data from './data.ts';
import type { Booking, Guest, Hotel, Review } from './data.ts';

const byKey =
  <Item>(find: (key: { id: string }) => Item) =>
  (_root: unknown, key: { id: string }) =>
    find(key);
const roots = {
  hotels: () => data.hotels,
  hotel: byKey(data.hotelOf),
  places: data.places,
  search: data.search,
};
const people = {
  me: () => data.guests[0],
  guests: () => data.guests,
};
const friends = (guest: Guest) => guest.friends.map((id) => data.guestOf({ id }));
const bookingsOfGuest = ({ id }: { id: string }) => data.bookings.filter(({ guest }) => guest === id);
const bookingsOfHotel = ({ id }: { id: string }) => data.bookings.filter(({ hotel }) => hotel === id);
const favourite = ({ id }: { id: string }) => data.favourites.get(id) ?? null;
const author = (review: Review) => ({ id: review.author });

const placeTypes = `
  union Result = Hotel | Museum | City
  type City { name: String! country: Country! }
  type Country { name: String! languages: [String!]! }`;

/** Hotels, guests, bookings and reviews, each in a subgraph of its own. */
export const tripsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    hotels: {
      typeDefs: `
        type Query { hotels: [Hotel!]! hotel(id: ID!): Hotel places: [Place!]! search(text: String = ""): [Result!]! }
        interface Place { id: ID! name: String! }
        ${placeTypes}
        type Hotel implements Place @key(fields: "id") {
          id: ID! name: String! stars: Int! city: City rooms: [Room!]!
        }
        type Museum implements Place @key(fields: "id") { id: ID! name: String! closed: Boolean! }
        type Room @key(fields: "id") { id: ID! number: Int! hotel: Hotel }`,
      resolvers: {
        Query: roots,
        Hotel: { __resolveReference: data.hotelOf },
        Museum: { __resolveReference: data.museumOf },
        Room: { __resolveReference: data.roomOf, hotel: data.hotelOfRoom },
      },
    },
    guests: {
      typeDefs: `
        type Query { me: Guest guests: [Guest!]! }
        type Guest @key(fields: "id") { id: ID! name: String! email: String! friends: [Guest!]! }`,
      resolvers: { Query: people, Guest: { __resolveReference: data.guestOf, friends } },
    },
    bookings: {
      typeDefs: `
        type Query { booking(id: ID!): Booking }
        union Favourite = Hotel | Room | Booking
        type Guest @key(fields: "id") { id: ID! bookings: [Booking!]! favourite: Favourite }
        type Hotel @key(fields: "id") {
          id: ID!
          bookings: [Booking!]!
          rank: String! @external
          verdict: String! @requires(fields: "rank")
        }
        type Room @key(fields: "id") { id: ID! }
        type Booking @key(fields: "id") { id: ID! nights: Int! guest: Guest! hotel: Hotel! room: Room! }`,
      resolvers: {
        Query: { booking: byKey(data.bookingOf) },
        Guest: { bookings: bookingsOfGuest, favourite },
        Hotel: { bookings: bookingsOfHotel, verdict: data.verdict },
        Booking: {
          __resolveReference: data.bookingOf,
          nights: ({ id }: Booking) => data.bookingOf({ id })?.nights,
          guest: ({ id }: Booking) => ({ id: data.bookingOf({ id })?.guest }),
          hotel: ({ id }: Booking) => ({ id: data.bookingOf({ id })?.hotel }),
          room: ({ id }: Booking) => ({ id: data.bookingOf({ id })?.room }),
        },
      },
    },
    reviews: {
      typeDefs: `
        type Query { reviews: [Review!]! }
        interface Reviewed { id: ID! reviews(first: Int! = 2): [Review!]! score: Float }
        type Hotel implements Reviewed @key(fields: "id") {
          id: ID!
          name: String! @external
          stars: Int! @external
          rank: String! @requires(fields: "name stars")
          reviews(first: Int! = 2): [Review!]!
          score: Float
        }
        type Museum implements Reviewed @key(fields: "id") {
          id: ID! reviews(first: Int! = 2): [Review!]! score: Float
        }
        type Guest @key(fields: "id") { id: ID! }
        type Review { id: ID! stars: Int! text: String author: Guest! of: Reviewed }`,
      resolvers: {
        Query: { reviews: () => data.reviews },
        Hotel: { reviews: data.reviewsOf, score: data.scoreOf, rank: data.rank },
        Museum: { reviews: data.reviewsOf, score: data.scoreOf },
        Review: {
          author,
          of: ({ place: id }: Review) => ({ __typename: id.startsWith('h') ? 'Hotel' : 'Museum', id }),
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        hotels: [Hotel!]! hotel(id: ID!): Hotel places: [Place!]! search(text: String = ""): [Result!]!
        me: Guest guests: [Guest!]! booking(id: ID!): Booking reviews: [Review!]!
      }
      interface Place { id: ID! name: String! }
      interface Reviewed { id: ID! reviews(first: Int! = 2): [Review!]! score: Float }
      ${placeTypes}
      union Favourite = Hotel | Room | Booking
      type Hotel implements Place & Reviewed {
        id: ID! name: String! stars: Int! city: City rooms: [Room!]! bookings: [Booking!]!
        rank: String! verdict: String! reviews(first: Int! = 2): [Review!]! score: Float
      }
      type Museum implements Place & Reviewed {
        id: ID! name: String! closed: Boolean! reviews(first: Int! = 2): [Review!]! score: Float
      }
      type Room { id: ID! number: Int! hotel: Hotel }
      type Guest {
        id: ID! name: String! email: String! friends: [Guest!]! bookings: [Booking!]! favourite: Favourite
      }
      type Booking { id: ID! nights: Int! guest: Guest! hotel: Hotel! room: Room! }
      type Review { id: ID! stars: Int! text: String author: Guest! of: Reviewed }`,
    resolvers: {
      Query: { ...roots, ...people, booking: byKey(data.bookingOf), reviews: () => data.reviews },
      Hotel: {
        ...{ bookings: bookingsOfHotel, rank: data.rank, reviews: data.reviewsOf, score: data.scoreOf },
        verdict: (hotel: Hotel) => data.verdict({ rank: data.rank(hotel) }),
      },
      Museum: { reviews: data.reviewsOf, score: data.scoreOf },
      Room: { hotel: data.hotelOfRoom },
      Guest: {
        ...{ friends, bookings: bookingsOfGuest },
        favourite: (guest: Guest) => {
          const liked = favourite(guest);
          if (liked === null) return null;
          const whole = data.hotelOf(liked) ?? data.roomOf(liked) ?? data.bookingOf(liked);
          return { ...whole, __typename: liked.__typename };
        },
      },
      Booking: {
        guest: ({ guest: id }: Booking) => data.guestOf({ id }),
        hotel: ({ hotel: id }: Booking) => data.hotelOf({ id }),
        room: ({ room: id }: Booking) => data.roomOf({ id }),
      },
      Review: {
        author: ({ author: id }: Review) => data.guestOf({ id }),
        of: ({ place: id }: Review) => data.hotelOf({ id }) ?? data.museumOf({ id }),
      },
    },
  },
};
