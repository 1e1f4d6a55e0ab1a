import type { CodegenConfig } from '@graphql-codegen/cli';
import { type SubgraphName, subgraphs } from './schema/subgraphs.ts';

const scalars = {
  DateTime: { input: 'string', output: 'Date | string' },
  Date: 'string',
  SafeInt: 'number',
  _FieldSet: 'string',
};

/** The types that a subgraph's resolvers return instead of the generated ones. */
const modelsOf: Partial<Record<SubgraphName, Record<string, string>>> = {
  users: { User: '../domain/user.ts#UserView' },
  orders: {
    Order: '../domain/snapshot.ts#OrderSnapshot',
    User: '../resolvers/entity-key.ts#EntityKey',
    Reservation: '../resolvers/entity-key.ts#EntityKey',
  },
  reservations: {
    Hotel: '../store/hotels.ts#HotelDocument',
    Flight: '../store/flights.ts#FlightSnapshot',
    Reservation: '../store/bookings-document.ts#ReservationSnapshot',
    Stay: '../domain/trip.ts#StayLine',
    FlightBooking: '../domain/trip.ts#FlightLine',
    QuoteLine: '../domain/trip.ts#PricedLine',
  },
};

/** Resolver types from each subgraph's SDL; typed documents for the tests from the composed schema. */
const config: CodegenConfig = {
  generates: {
    ...Object.fromEntries(
      subgraphs.map(({ name, sdlPath }) => [
        `subgraphs/${name}/generated/resolvers.ts`,
        {
          schema: sdlPath,
          plugins: ['typescript', 'typescript-resolvers'],
          config: {
            federation: true,
            scalars,
            strictScalars: true,
            useTypeImports: true,
            enumsAsTypes: true,
            contextType: '../context.ts#Context',
            mappers: modelsOf[name] ?? {},
          },
        },
      ]),
    ),
    'tests/generated/documents.ts': {
      schema: 'schema/supergraph.graphql',
      documents: 'tests/e2e/documents/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        scalars: { DateTime: 'string', Date: 'string', SafeInt: 'number' },
        useTypeImports: true,
        enumsAsTypes: true,
      },
    },
  },
};

export default config;
