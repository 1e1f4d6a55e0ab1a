import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import { scalars } from '../../../platform/scalars.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { QuoteTrip } from '../use-cases/quote-trip.ts';
import type { BookTrip } from '../use-cases/book-trip.ts';
import type { Cancellations } from '../use-cases/cancel-reservation.ts';
import type { CatalogueReads } from '../store/catalogue-reads.ts';
import { bookingResolvers } from './bookings.ts';
import { cancellationResolvers } from './cancellations.ts';
import { catalogueResolvers } from './catalogue.ts';
import { quoteResolvers } from './quotes.ts';

/** The resolvers of the subgraph. */
export function allResolvers(parts: {
  catalogue: CatalogueReads;
  clock: Clock;
  logger: Logger;
  quoteTrip: QuoteTrip;
  bookTrip: BookTrip;
  cancelling: Cancellations;
  paymentMethods: readonly string[];
}): Resolvers {
  const { Query: catalogueQuery, ...catalogue } = catalogueResolvers(parts);
  const { Mutation: quoteMutation, ...quotes } = quoteResolvers(parts);
  const cancellations = cancellationResolvers(parts);
  const { Query: bookingQuery, Mutation: bookingMutation, ...bookings } = bookingResolvers(parts);
  return {
    ...scalars,
    ...catalogue,
    ...quotes,
    ...bookings,
    Query: { ...catalogueQuery, ...bookingQuery, ...cancellations.Query },
    Mutation: { ...quoteMutation, ...bookingMutation, ...cancellations.Mutation },
  };
}
