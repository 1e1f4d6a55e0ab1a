/**
 * The one list of subgraphs: composition, code generation, launcher and tests read it.
 * `events` has no process: the router answers it from the event channels.
 */
export const subgraphs = [
  { name: 'users', defaultPort: 4001, sdlPath: 'schema/users.graphql' },
  { name: 'orders', defaultPort: 4002, sdlPath: 'schema/orders.graphql' },
  { name: 'reservations', defaultPort: 4003, sdlPath: 'schema/reservations.graphql' },
] as const;

export type SubgraphName = (typeof subgraphs)[number]['name'];

/** The contract of the subscription fields. */
export const eventsContract = { name: 'events', sdlPath: 'schema/events.graphql' } as const;
