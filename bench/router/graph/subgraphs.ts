import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

export const subgraphNames = ['hotels', 'rates', 'reviews', 'guests'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const typeDefs: Readonly<Record<SubgraphName, string>> = {
  hotels: `
    type Query { hotels(first: Int!): [Hotel!]! }
    type Hotel @key(fields: "id") {
      id: ID!
      name: String!
      city: String!
      stars: Int!
      address: String!
      description: String!
    }`,
  rates: `
    type Hotel @key(fields: "id") { id: ID! currency: String! lowestPrice: Int! rooms: [Room!]! }
    type Room { id: ID! name: String! beds: Int! pricePerNight: Int! }`,
  reviews: `
    type Hotel @key(fields: "id") { id: ID! rating: Float! reviews: [Review!]! }
    type Review { id: ID! title: String! text: String! stars: Int! author: Guest! }
    type Guest @key(fields: "id", resolvable: false) { id: ID! }`,
  guests: `
    type Guest @key(fields: "id") {
      id: ID!
      name: String!
      country: String!
      memberSince: Int!
      favouriteHotel: Hotel!
    }
    type Hotel @key(fields: "id", resolvable: false) { id: ID! }`,
};

/**
 * Composes the supergraph for the routers under test.
 * @param urls the address of each subgraph
 */
export function composeSupergraph(urls: Readonly<Record<SubgraphName, string>>): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphNames.map((name) => ({
      name,
      url: urls[name],
      typeDefs: parse(`${link}\n${typeDefs[name]}`),
    })),
  );
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
