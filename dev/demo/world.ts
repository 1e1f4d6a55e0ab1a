/** A city of the demo, with the data of its hotels and flights. */
export interface City {
  name: string;
  country: string;
  /** IATA code. */
  airport: string;
  timeZone: string;
  currency: string;
  /** IATA code of the airline that departs here. */
  carrier: string;
  latitude: number;
  longitude: number;
  /** Prices relative to Lisbon, which is 1. */
  priceLevel: number;
  /** A large city has three flights a day to every other large city, a small one a daily flight to two hubs. */
  large: boolean;
}

type CityTuple = [string, string, string, string, string, string, number, number, number, boolean];

const cityTuples: CityTuple[] = [
  ['Lisbon', 'PT', 'LIS', 'Europe/Lisbon', 'EUR', 'TP', 38.77, -9.13, 1, true],
  ['Paris', 'FR', 'CDG', 'Europe/Paris', 'EUR', 'AF', 49.01, 2.55, 1.6, true],
  ['London', 'GB', 'LHR', 'Europe/London', 'GBP', 'BA', 51.47, -0.45, 1.7, true],
  ['Berlin', 'DE', 'BER', 'Europe/Berlin', 'EUR', 'LH', 52.36, 13.5, 1.2, true],
  ['New York', 'US', 'JFK', 'America/New_York', 'USD', 'AA', 40.64, -73.78, 2, true],
  ['Tokyo', 'JP', 'HND', 'Asia/Tokyo', 'JPY', 'JL', 35.55, 139.78, 1.4, true],
  ['Dubai', 'AE', 'DXB', 'Asia/Dubai', 'AED', 'EK', 25.25, 55.36, 1.3, true],
  ['Singapore', 'SG', 'SIN', 'Asia/Singapore', 'SGD', 'SQ', 1.36, 103.99, 1.5, true],
  ['Madrid', 'ES', 'MAD', 'Europe/Madrid', 'EUR', 'IB', 40.49, -3.57, 1.1, false],
  ['Rome', 'IT', 'FCO', 'Europe/Rome', 'EUR', 'AZ', 41.8, 12.25, 1.2, false],
  ['Amsterdam', 'NL', 'AMS', 'Europe/Amsterdam', 'EUR', 'KL', 52.31, 4.76, 1.5, false],
  ['Vienna', 'AT', 'VIE', 'Europe/Vienna', 'EUR', 'OS', 48.11, 16.57, 1.2, false],
  ['Zurich', 'CH', 'ZRH', 'Europe/Zurich', 'CHF', 'LX', 47.46, 8.55, 1.9, false],
  ['Copenhagen', 'DK', 'CPH', 'Europe/Copenhagen', 'DKK', 'SK', 55.62, 12.65, 1.5, false],
  ['Dublin', 'IE', 'DUB', 'Europe/Dublin', 'EUR', 'EI', 53.42, -6.27, 1.5, false],
  ['Istanbul', 'TR', 'IST', 'Europe/Istanbul', 'EUR', 'TK', 41.28, 28.75, 0.9, false],
  ['Sydney', 'AU', 'SYD', 'Australia/Sydney', 'AUD', 'QF', -33.95, 151.18, 1.5, false],
  ['Toronto', 'CA', 'YYZ', 'America/Toronto', 'CAD', 'AC', 43.68, -79.63, 1.4, false],
  ['San Francisco', 'US', 'SFO', 'America/Los_Angeles', 'USD', 'UA', 37.62, -122.38, 2, false],
  ['Kuwait City', 'KW', 'KWI', 'Asia/Kuwait', 'KWD', 'KU', 29.23, 47.97, 1.2, false],
];

export const cities: readonly City[] = cityTuples.map(
  ([name, country, airport, timeZone, currency, carrier, latitude, longitude, priceLevel, large]) => ({
    name,
    country,
    airport,
    timeZone,
    currency,
    carrier,
    latitude,
    longitude,
    priceLevel,
    large,
  }),
);

/** Minor units of each currency for one euro; approximate rates for the demo's prices. */
export const minorUnitsPerEuro: Readonly<Record<string, number>> = {
  EUR: 100,
  GBP: 85,
  USD: 110,
  JPY: 165,
  AED: 400,
  SGD: 148,
  CHF: 95,
  DKK: 746,
  AUD: 168,
  CAD: 150,
  KWD: 335,
};

/** A pseudo-random number in [0, 1), constant for each name. */
export function chance(name: string): number {
  let hash = 2166136261;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The great-circle distance between two cities in kilometres (haversine formula). */
export function distanceKm(from: City, to: City): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const halfLatitude = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const halfLongitude = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const chord =
    halfLatitude + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * halfLongitude;
  return 2 * 6_371 * Math.asin(Math.sqrt(chord));
}
