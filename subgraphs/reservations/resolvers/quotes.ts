import { preview } from '../../../platform/errors.ts';
import type { TripRequest } from '../domain/trip-request.ts';
import type { Resolvers, ResolversTypes, TripInput } from '../generated/resolvers.ts';
import type { Quoting, QuoteOutcome } from '../use-cases/quote-trip.ts';
import { refundTiers } from './priced-lines.ts';

type QuoteResolvers = Required<Pick<Resolvers, 'QuoteLine' | 'QuoteTripResult' | 'Refusal'>> & {
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'quoteTrip'>;
};

/** What reservations answers of quotes. */
export function quoteResolvers({ quoting }: { quoting: Quoting }): QuoteResolvers {
  return {
    Mutation: {
      async quoteTrip(_, { input }, { caller }) {
        const userId = caller.kind === 'user' ? caller.userId : null;
        return toResult(await quoting.quoteTrip(toRequest(input), userId));
      },
    },
    QuoteLine: { refundTiers },
    QuoteTripResult: { __resolveType: ({ __typename }) => __typename ?? null },
    Refusal: { __resolveType: ({ __typename }) => __typename ?? null },
  };
}

/** GraphQL has filled in the contract's defaults, which the generated types of inputs do not say. */
function toRequest({ stays, flights, ...input }: TripInput): TripRequest {
  return { ...input, stays: stays ?? [], flights: flights ?? [] } as TripRequest;
}

function toResult(outcome: QuoteOutcome): ResolversTypes['QuoteTripResult'] {
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
      const left = available === 1 ? 'Only 1 is' : `Only ${available} are`;
      return {
        __typename: 'SoldOut',
        message: `There are not enough left for ${field}. ${left} available.`,
        ...{ field, available },
      };
    }
    case 'invalid': {
      const problems = outcome.problems.map(({ field, expected, received }) => ({
        ...{ field, expected, received: preview(received) },
      }));
      const [first] = problems;
      return {
        __typename: 'InvalidTrip',
        message: `This trip cannot be priced: ${first?.field ?? 'it'} should be ${first?.expected ?? 'valid'}.`,
        problems,
      };
    }
  }
}
