import type { Connection, Model } from 'mongoose';
import { flightModel } from './flights.ts';
import type { FlightRow } from './flights.ts';
import { hotelModel } from './hotels.ts';
import type { HotelRow } from './hotels.ts';
import { quoteModel } from './quotes.ts';
import type { QuoteRow } from './quotes.ts';
import { roomMonthModel } from './room-months.ts';
import type { RoomMonthRow } from './room-months.ts';
import { roomTypeModel } from './room-types.ts';
import type { RoomTypeRow } from './room-types.ts';

/** The collections of what can be booked. */
export interface CatalogueModels {
  hotels: Model<HotelRow>;
  roomTypes: Model<RoomTypeRow>;
  roomMonths: Model<RoomMonthRow>;
  flights: Model<FlightRow>;
  quotes: Model<QuoteRow>;
}

/** Declares the catalogue's models on a connection, once for each connection. */
export function catalogueModels(connection: Connection): CatalogueModels {
  return {
    hotels: hotelModel(connection),
    roomTypes: roomTypeModel(connection),
    roomMonths: roomMonthModel(connection),
    flights: flightModel(connection),
    quotes: quoteModel(connection),
  };
}
