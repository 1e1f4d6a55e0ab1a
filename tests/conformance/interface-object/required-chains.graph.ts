import { all, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

interface Stay {
  id: string;
  town: string;
  grade: string;
  note: string;
  seal: string;
}

/** Two interface objects require fields of each other, and of the interface's types. */
export const lettersGraph: ConformanceGraph = {
  subgraphs: {
    letters: `
      type Query { stays: [Stay!]! }
      type Stay @key(fields: "id") @interfaceObject {
        id: ID!
        town: String @external
        grade: String @external
        note: String @requires(fields: "grade")
        card: String @requires(fields: "grade town")
      }`,
    houses: `
      interface Stay @key(fields: "id") { id: ID! host: Cabin town: String }
      type Hotel implements Stay @key(fields: "id") { id: ID! host: Cabin town: String }
      type Cabin implements Stay @key(fields: "id") {
        id: ID!
        host: Cabin
        town: String
        seal: String @external
        stamp: String @requires(fields: "seal")
      }`,
    grades: `
      type Stay @key(fields: "id") @interfaceObject {
        id: ID!
        grade: String
        note: String @external
        seal: String @requires(fields: "note")
      }`,
  },
  roots: { stays: all('Stay') },
  entities: {
    Hotel: { h1: { host: ref('c1'), town: 'Bergen', grade: 'A' } },
    Cabin: {
      c1: { host: ref('c2'), town: 'Voss', grade: 'B' },
      c2: { host: null, town: 'Geilo', grade: 'C' },
    },
  },
  fields: {
    Stay: {
      note: ({ grade }: Stay) => `note ${grade}`,
      card: ({ grade, town }: Stay) => `card ${grade} ${town}`,
      seal: ({ note }: Stay) => `seal of ${note}`,
    },
    Cabin: { stamp: ({ seal }: Stay) => `stamp of ${seal}` },
  },
};
