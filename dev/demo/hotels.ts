import type { RefundRule } from '../../subgraphs/reservations/domain/cancellation-terms.ts';
import { chance, cities, minorUnitsPerEuro } from './world.ts';
import type { City } from './world.ts';

const hotelsPerCity = 10;
const firstWords = [
  'Grand',
  'Old',
  'Royal',
  'Little',
  'Harbour',
  'Garden',
  'Central',
  'Northern',
  'Golden',
  'Quiet',
];
const lastWords = [
  'Palace',
  'House',
  'Court',
  'Inn',
  'Terrace',
  'Lodge',
  'Arms',
  'Residence',
  'Gate',
  'Corner',
];

/** The room types of every demo hotel: not refundable, with the default refund rules, and with its own rules. */
const kinds: readonly (Omit<DemoRoomType, 'id' | 'baseRate'> & { key: string; rate: number })[] = [
  { key: 'standard', name: 'Standard double', capacity: 2, rooms: 20, rate: 1, refundable: false },
  { key: 'superior', name: 'Superior double', capacity: 2, rooms: 10, rate: 1.4, refundable: true },
  {
    ...{ key: 'family', name: 'Family suite', capacity: 4, rooms: 5, rate: 2.1, refundable: true },
    refundRules: [
      { hoursBefore: 14 * 24, percent: 100 },
      { hoursBefore: 7 * 24, percent: 80 },
      { hoursBefore: 24, percent: 25 },
    ],
  },
];

export interface DemoHotel {
  id: string;
  name: string;
  city: City;
  stars: number;
  roomTypes: DemoRoomType[];
}

export interface DemoRoomType {
  id: string;
  name: string;
  capacity: number;
  rooms: number;
  refundable: boolean;
  /** Absent where the default rules apply. */
  refundRules?: RefundRule[];
  /** The rate of an ordinary night, in minor units of the city's currency. */
  baseRate: number;
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

/** The demo's 200 hotels, the same on every call. */
export function demoHotels(): DemoHotel[] {
  return cities.flatMap((city) =>
    Array.from({ length: hotelsPerCity }, (_, at) => {
      const key = `${slug(city.name)}-${String(at + 1).padStart(2, '0')}`;
      const stars = 2 + Math.floor(chance(`stars ${key}`) * 4);
      const shift = Math.floor(chance(`name ${city.name}`) * lastWords.length);
      const lastWord = lastWords[(at * 3 + shift) % lastWords.length] ?? '';
      return {
        id: `htl_${key}`,
        name: `${firstWords[at] ?? ''} ${city.name} ${lastWord}`,
        city,
        stars,
        roomTypes: kinds.map(({ key: kind, rate, ...roomType }) => ({
          ...roomType,
          id: `rmt_${key}-${kind}`,
          baseRate: roundPrice((25 + 22 * stars) * city.priceLevel * rate, city.currency),
        })),
      };
    }),
  );
}

/** The rate of a room type on a night: higher at weekends and in summer. */
export function nightlyRate(roomType: DemoRoomType, city: City, date: string): number {
  const day = new Date(`${date}T00:00:00Z`);
  const weekend = [5, 6].includes(day.getUTCDay()) ? 1.2 : 1;
  const summer = [5, 6, 7].includes(day.getUTCMonth()) ? 1.25 : 1;
  const euros = (roomType.baseRate / (minorUnitsPerEuro[city.currency] ?? 100)) * weekend * summer;
  return roundPrice(euros, city.currency);
}

/** Converts euros to minor units of a currency, rounded to a plausible price. */
export function roundPrice(euros: number, currency: string): number {
  const perEuro = minorUnitsPerEuro[currency] ?? 100;
  const step = currency === 'JPY' ? 100 : perEuro >= 300 ? 500 : 100;
  return Math.max(step, Math.round((euros * perEuro) / step) * step);
}
