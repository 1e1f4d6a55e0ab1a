import { preview } from '../../../platform/errors.ts';
import type { TripRequest } from '../domain/trip-request.ts';
import type { Resolvers, ResolversTypes, TripInput } from '../generated/resolvers.ts';
import type { QuoteTrip, QuoteTripOutcome } from '../use-cases/quote-trip.ts';
import { refundTiers } from './priced-lines.ts';

type QuoteResolvers = Required<Pick<Resolvers, 'QuoteLine' | 'QuoteTripResult' | 'Refusal'>> & {
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'quoteTrip'>;
};

/** Quotes of trips. */
export function quoteResolvers({ quoteTrip }: { quoteTrip: QuoteTrip }): QuoteResolvers {
  return {
    Mutation: {
      async quoteTrip(_parent, { input }, { caller, clientAddress: address }) {
        const userId = caller.kind === 'user' ? caller.userId : null;
        return toResult(await quoteTrip(toRequest(input), { userId, address }));
      },
    },
    QuoteLine: { refundTiers },
    QuoteTripResult: { __resolveType: ({ __typename }) => __typename ?? null },
    Refusal: { __resolveType: ({ __typename }) => __typename ?? null },
  };
}

/** GraphQL has applied the schema's default values; the generated input types do not show that. */
function toRequest({ stays, flights, ...input }: TripInput): TripRequest {
  return { ...input, stays: stays ?? [], flights: flights ?? [] } as TripRequest;
}

function toResult(outcome: QuoteTripOutcome): ResolversTypes['QuoteTripResult'] {
  switch (outcome.outcome) {
    case 'quoted': {
      const { _id: id, trip, expiresAt } = outcome.quote;
      return {
        __typename: 'Quote',
        ...{ id, total: trip.total, lines: [...trip.stays, ...trip.flights], expiresAt },
      };
    }
    case 'sold_out': {
      const { field, available } = outcome;
      const left = available === 1 ? '1 is left' : `${available} are left`;
      return {
        __typename: 'SoldOut',
        message: `Not enough is left for ${field}: only ${left}.`,
        ...{ field, available },
      };
    }
    case 'too_many_quotes': {
      const { retryAfterSeconds } = outcome;
      const wait = retryAfterSeconds === 1 ? '1 second' : `${retryAfterSeconds} seconds`;
      return {
        __typename: 'TooManyQuotes',
        message: `Too many quotes: try again in ${wait}.`,
        retryAfterSeconds,
      };
    }
    case 'invalid': {
      const problems = outcome.problems.map(({ field, expected, received }) => ({
        ...{ field, expected, received: preview(received) },
      }));
      const [first] = problems;
      return {
        __typename: 'InvalidTrip',
        message: `The trip is not valid: ${first?.field ?? 'input'} must be ${first?.expected ?? 'valid'}.`,
        problems,
      };
    }
  }
}
