import type { GraphDefinition } from '../support/graph.ts';

interface Stop {
  code: string;
  berths: (string | null)[] | null;
}
interface RouteKey {
  days: ({ stops: (Pick<Stop, 'code'> | null)[]; grid?: (string | null)[][] } | null)[];
}

const bergen: Stop = { code: 'BGO', berths: ['a', null] };
const oslo: Stop = { code: 'OSL', berths: [] };
const routes = [
  { name: 'coast', days: [{ stops: [bergen, oslo], grid: [['x', null], []] }], ticket: 'T1' },
  { name: 'pause', days: [{ stops: [bergen], grid: [] }, null, { stops: [], grid: [['y']] }], ticket: 'T2' },
  { name: 'holes', days: [{ stops: [bergen, null, oslo, bergen], grid: [[]] }], ticket: 'T3' },
  { name: 'nothing', days: [], ticket: null },
];
const known = (of: RouteKey) => JSON.stringify(of.days.map((day) => day?.stops.map((stop) => stop?.code)));
const routeOf = (key: RouteKey) => routes.find((route) => known(route) === known(key)) ?? null;
const stopOf = ({ code }: Stop) => [bergen, oslo].find((stop) => stop.code === code) ?? null;

/** A route is known by the stops of all its days: lists within a list, with holes. */
export const routesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    lines: {
      typeDefs: `
        type Query { routes: [Route!]! }
        type Route @key(fields: "days { stops { code } }") { name: String! days: [Day]! }
        type Day { stops: [Stop]! @shareable grid: [[String]!]! }
        type Stop @key(fields: "code") { code: ID! }`,
      resolvers: { Query: { routes: () => routes } },
    },
    tickets: {
      typeDefs: `
        type Route @key(fields: "days { stops { code } }") { days: [Day]! ticket: ID }
        type Day { stops: [Stop]! @shareable }
        type Stop @key(fields: "code", resolvable: false) { code: ID! }`,
      resolvers: { Route: { __resolveReference: routeOf } },
    },
    harbours: {
      typeDefs: 'type Stop @key(fields: "code") { code: ID! berths: [String] }',
      resolvers: { Stop: { __resolveReference: stopOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { routes: [Route!]! }
      type Route { name: String! days: [Day]! ticket: ID }
      type Day { stops: [Stop]! grid: [[String]!]! }
      type Stop { code: ID! berths: [String] }`,
    resolvers: { Query: { routes: () => routes } },
  },
};
