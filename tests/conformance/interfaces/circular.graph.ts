import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

interface Stop {
  id: string;
  fare: number;
}

const sameFare = ({ id, fare }: Stop, _args: unknown, world: World) =>
  (world.all('Stop') as unknown as Stop[]).filter((stop) => stop.id !== id && stop.fare === fare);

/** Stops lead to each other through two interfaces; a field of the first requires the second subgraph. */
export const circularInterfacesGraph: ConformanceGraph = {
  subgraphs: {
    line: `
      type Query { stop(id: ID!): Stop }
      interface Stop { next: Stop sameFare: [Stop!] }
      type Harbour implements Stop @key(fields: "id") {
        id: ID! name: String! next: Stop ferries: Int! fare: Int @external
        sameFare: [Harbour!] @requires(fields: "fare")
      }
      type Station implements Stop @key(fields: "id") {
        id: ID! name: String! next: Stop tracks: Int! fare: Int @external
        sameFare: [Stop!] @requires(fields: "fare")
      }`,
    fares: `
      type Query { dearest: Priced! }
      interface Priced { fare: Int cheaper: [Priced!]! }
      type Harbour implements Priced @key(fields: "id") { id: ID! fare: Int cheaper: [Priced!]! }
      type Station implements Priced @key(fields: "id") { id: ID! fare: Int cheaper: [Priced!]! }`,
  },
  roots: { stop: find('Stop'), dearest: ref('s4') },
  entities: {
    Harbour: {
      s1: { name: 'Bergen', next: ref('s2'), fare: 10, ferries: 3, cheaper: [] },
      s3: { name: 'Flam', next: ref('s1'), fare: 10, ferries: 3, cheaper: [] },
    },
    Station: {
      s2: { name: 'Voss', next: ref('s3'), fare: 25, tracks: 2, cheaper: refs('s1', 's3') },
      s4: { name: 'Finse', next: null, fare: 25, tracks: 2, cheaper: refs('s1', 's3') },
    },
  },
  fields: { Stop: { sameFare } },
};
