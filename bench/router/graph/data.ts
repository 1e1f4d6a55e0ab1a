/** The data of the stub subgraphs, computed from indexes, so that it is the same in every run and for every target. */

export interface Guest {
  __typename: 'Guest';
  id: string;
  name: string;
  country: string;
  memberSince: number;
  favouriteHotel: Hotel;
}

export interface Review {
  __typename: 'Review';
  id: string;
  title: string;
  text: string;
  stars: number;
  author: Guest;
}

export interface Room {
  __typename: 'Room';
  id: string;
  name: string;
  beds: number;
  pricePerNight: number;
}

export interface Hotel {
  __typename: 'Hotel';
  id: string;
  name: string;
  city: string;
  stars: number;
  address: string;
  description: string;
  currency: string;
  lowestPrice: number;
  rooms: Room[];
  rating: number;
  reviews: Review[];
}

const hotelCount = 42;
const guestCount = 40;
const roomsAHotel = 2;
const reviewsAHotel = 3;

const cities = ['Lisbon', 'Vienna', 'Osaka', 'Reykjavík', 'Cape Town', 'Montréal', 'Hanoi', 'Valparaíso'];
const names = ['Ada', 'Bruno', 'Chidi', 'Dagny', 'Emre', 'Farah', 'Goro', 'Hélène'];
const rooms = ['Twin with a view', 'Double to the garden', 'Suite under the roof'];
const titles = ['Would come again', 'Quiet and close to all', 'A little worn', 'The best breakfast'];

/** The element at an index of an endlessly repeated list. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('expected a list with elements');
  return found;
}

function range<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

function hotelAt(index: number): Hotel {
  const city = at(cities, index);
  return {
    __typename: 'Hotel',
    id: `hotel-${index + 1}`,
    name: `${city} Grand ${index + 1}`,
    city,
    stars: 3 + (index % 3),
    address: `${10 + index} Harbour Street, ${city}`,
    description: `A house of ${20 + index} rooms in the middle of ${city}, two minutes from the station and the old market.`,
    currency: 'EUR',
    lowestPrice: 7_900 + index * 130,
    rooms: range(roomsAHotel, (room) => ({
      __typename: 'Room',
      id: `room-${index + 1}-${room + 1}`,
      name: at(rooms, index + room),
      beds: 1 + ((index + room) % 3),
      pricePerNight: 7_900 + index * 130 + room * 2_500,
    })),
    rating: 3 + (index % 20) / 10,
    reviews: [],
  };
}

export const hotels: readonly Hotel[] = range(hotelCount, hotelAt);

const guests: readonly Guest[] = range(guestCount, (index) => ({
  __typename: 'Guest',
  id: `guest-${index + 1}`,
  name: `${at(names, index)} ${at(names, index * 3 + 1)}son`,
  country: at(['PT', 'AT', 'JP', 'IS', 'ZA', 'CA', 'VN', 'CL'], index),
  memberSince: 2_005 + (index % 20),
  favouriteHotel: at(hotels, index * 7),
}));

for (const [index, hotel] of hotels.entries()) {
  hotel.reviews = range(reviewsAHotel, (review) => ({
    __typename: 'Review',
    id: `review-${index + 1}-${review + 1}`,
    title: at(titles, index + review),
    text: `Stayed ${2 + review} nights in ${hotel.city}. Friendly people at the desk, good coffee, and the tram stops outside.`,
    stars: 2 + ((index + review) % 4),
    author: at(guests, index * reviewsAHotel + review * 5),
  }));
}

/** Entities by `<type>:<id>`. */
export const entities: ReadonlyMap<string, Hotel | Guest> = new Map(
  [...hotels, ...guests].map((entity) => [`${entity.__typename}:${entity.id}`, entity] as const),
);
