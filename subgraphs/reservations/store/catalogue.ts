import type { Connection, Model } from 'mongoose';
import { flightModel } from './flights.ts';
import type { FlightDocument } from './flights.ts';
import { hotelModel } from './hotels.ts';
import type { HotelDocument } from './hotels.ts';
import { quoteModel } from './quotes.ts';
import type { QuoteDocument } from './quotes.ts';
import { roomMonthModel } from './room-months.ts';
import type { RoomMonthDocument } from './room-months.ts';
import { roomTypeModel } from './room-types.ts';
import type { RoomTypeDocument } from './room-types.ts';

export interface CatalogueModels {
  hotels: Model<HotelDocument>;
  roomTypes: Model<RoomTypeDocument>;
  roomMonths: Model<RoomMonthDocument>;
  flights: Model<FlightDocument>;
  quotes: Model<QuoteDocument>;
}

/** Creates the catalogue's models. Call it once per connection. */
export function catalogueModels(connection: Connection): CatalogueModels {
  return {
    hotels: hotelModel(connection),
    roomTypes: roomTypeModel(connection),
    roomMonths: roomMonthModel(connection),
    flights: flightModel(connection),
    quotes: quoteModel(connection),
  };
}
