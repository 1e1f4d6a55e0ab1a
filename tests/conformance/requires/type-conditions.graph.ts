import { all, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Fields of hosts require fields of two subgraphs. */
export const hostsGraph: ConformanceGraph = {
  subgraphs: {
    places: `
      type Query { places: [Place!]! hosts: [Host!]! }
      interface Place { id: ID! host: Host }
      type Hotel implements Place @key(fields: "id") { id: ID! host: Host }
      type Cabin implements Place @key(fields: "id") { id: ID! host: Host }
      type Host @key(fields: "id") { id: ID! year: Int! pet: String }`,
    names: 'type Host @key(fields: "id") { id: ID! name: String! }',
    letters: `
      type Host @key(fields: "id") {
        id: ID!
        year: Int! @external
        pet: String @external
        name: String! @external
        greeting: String @requires(fields: "pet")
        age: Int @requires(fields: "year")
        address: String @requires(fields: "name")
        language: String
      }`,
  },
  roots: { places: [ref('h1'), ref('c1')], hosts: all('Host') },
  entities: {
    Hotel: { h1: { host: ref('u1') } },
    Cabin: { c1: { host: ref('u2') } },
    Host: {
      u1: { year: 1990, pet: 'Rex', name: 'Ada', language: 'nn' },
      u2: { year: 1960, pet: null, name: 'Bo', language: 'se' },
    },
  },
  fields: {
    Host: {
      greeting: ({ pet }: { pet: string | null }) => `A bone for ${pet}`,
      age: ({ year }: { year: number }) => 2026 - year,
      address: ({ name }: { name: string }) => `Dear ${name}`,
    },
  },
};

/** The same graph with a subgraph that knows no host `u2`. */
export const unnamedGraph: ConformanceGraph = {
  ...hostsGraph,
  deviations: {
    names: {
      Host: { __resolveReference: (found: { name: string }) => (found.name === 'Bo' ? null : found) },
    },
  },
};
