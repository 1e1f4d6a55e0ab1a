/** What happens in the graph of trips: the subgraphs know parts of it, the oracle all. */
export interface Hotel {
  __typename: 'Hotel';
  id: string;
  name: string;
  stars: number;
  city: City | null;
  rooms: Room[];
}

export interface Room {
  __typename: 'Room';
  id: string;
  number: number;
}

export interface Museum {
  __typename: 'Museum';
  id: string;
  name: string;
  closed: boolean;
}

export interface City {
  __typename: 'City';
  name: string;
  country: { name: string; languages: string[] };
}

export interface Guest {
  __typename: 'Guest';
  id: string;
  name: string;
  email: string;
  friends: string[];
}

export interface Review {
  id: string;
  place: string;
  author: string;
  stars: number;
  text: string | null;
}

export interface Booking {
  id: string;
  guest: string;
  hotel: string;
  room: string;
  nights: number;
}

const room = (id: string, number: number): Room => ({ __typename: 'Room', id, number });
const norway = { name: 'Noreg', languages: ['nynorsk', 'bokmål', 'davvisámegiella'] };
const bergen: City = { __typename: 'City', name: 'Bergen', country: norway };
const tromso: City = { __typename: 'City', name: 'Tromsø', country: norway };

export const hotels: Hotel[] = [
  {
    ...{ __typename: 'Hotel', id: 'h1', name: 'Bryggen', stars: 4, city: bergen },
    rooms: [room('r1', 101), room('r2', 102)],
  },
  { __typename: 'Hotel', id: 'h2', name: 'Polar 🐻‍❄️', stars: 3, city: tromso, rooms: [room('r3', 7)] },
  { __typename: 'Hotel', id: 'h3', name: 'Nowhere "Inn"\n', stars: 1, city: null, rooms: [] },
];
export const museums: Museum[] = [
  { __typename: 'Museum', id: 'm1', name: '北極博物館', closed: false },
  { __typename: 'Museum', id: 'm2', name: 'Sjøfart', closed: true },
];
export const cities = [bergen, tromso];
export const guests: Guest[] = [
  { __typename: 'Guest', id: 'g1', name: 'Åse', email: 'ase@example.test', friends: ['g2', 'g3'] },
  { __typename: 'Guest', id: 'g2', name: 'Ole', email: 'ole@example.test', friends: ['g1'] },
  { __typename: 'Guest', id: 'g3', name: 'Liv', email: 'liv@example.test', friends: [] },
];
export const reviews: Review[] = [
  { id: 'v1', place: 'h1', author: 'g1', stars: 5, text: 'Fin utsikt' },
  { id: 'v2', place: 'h1', author: 'g2', stars: 2, text: null },
  { id: 'v3', place: 'm1', author: 'g1', stars: 4, text: '…' },
  { id: 'v4', place: 'h1', author: 'g3', stars: 4, text: 'Greit' },
  { id: 'v5', place: 'h2', author: 'g3', stars: 3, text: '' },
];
export const bookings: Booking[] = [
  { id: 'b1', guest: 'g1', hotel: 'h1', room: 'r1', nights: 2 },
  { id: 'b2', guest: 'g1', hotel: 'h2', room: 'r3', nights: 5 },
  { id: 'b3', guest: 'g2', hotel: 'h1', room: 'r2', nights: 1 },
];
/** What each guest likes best. */
export const favourites = new Map([
  ['g1', { __typename: 'Hotel', id: 'h2' }],
  ['g2', { __typename: 'Room', id: 'r1' }],
  ['g3', { __typename: 'Booking', id: 'b3' }],
]);

const byId =
  <Item extends { id: string }>(items: readonly Item[]) =>
  ({ id }: { id: string }) =>
    items.find((item) => item.id === id) ?? null;

export const hotelOf = byId(hotels);
export const museumOf = byId(museums);
export const guestOf = byId(guests);
export const bookingOf = byId(bookings);
export const roomOf = byId(hotels.flatMap(({ rooms }) => rooms));
export const hotelOfRoom = ({ id }: { id: string }) =>
  hotels.find(({ rooms }) => rooms.some((one) => one.id === id)) ?? null;
export const places = () => [...hotels.slice(0, 2), ...museums];
export const search = (_root: unknown, { text = '' }: { text?: string | null }) =>
  [...hotels, ...cities, ...museums].filter(({ name }) => name.includes(text ?? 'nothing at all'));
export const reviewsOf = ({ id }: { id: string }, { first }: { first: number }) =>
  reviews.filter(({ place }) => place === id).slice(0, first);
export const scoreOf = ({ id }: { id: string }) => {
  const own = reviews.filter(({ place }) => place === id);
  return own.length === 0 ? null : own.reduce((sum, { stars }) => sum + stars, 0) / own.length;
};
export const rank = ({ name, stars }: { name: string; stars: number }) => `${name} ${'*'.repeat(stars)}`;
export const verdict = ({ rank: ranked }: { rank: string }) => `book ${ranked}`;
