import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSupergraph } from './supergraph-document.ts';

const ours = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

describe('reading a supergraph', () => {
  it('@eventSource: finds subscription sources and the subgraphs that declare them', () => {
    const { subscriptionSources, localSubgraphs } = readSupergraph(ours);

    expect(subscriptionSources.get('reservationUpdated')).toEqual({
      channel: 'Reservation:{args.id}',
      entity: '{args.id}',
    });
    expect(subscriptionSources.get('myReservationsUpdated')).toEqual({
      channel: 'User:{caller.id}:Reservation',
      entity: null,
    });
    expect([...localSubgraphs]).toEqual(['events']);
  });

  it('@eventSource: empty for a supergraph without subscriptions', () => {
    const { subscriptionSources, localSubgraphs } = readSupergraph('type Query { a: Int }');

    expect({ sources: subscriptionSources.size, local: localSubgraphs.size }).toEqual({
      sources: 0,
      local: 0,
    });
  });

  it.each(['authenticated', 'requiresScopes', 'policy'])(
    '@link: refuses @%s, which nothing would enforce, whatever its purpose',
    (name) => {
      for (const purpose of [', for: SECURITY', '']) {
        const text = `
          schema @link(url: "https://specs.apollo.dev/${name}/v0.1"${purpose}) { query: Query }
          type Query { a: Int }`;

        expect(() => readSupergraph(text)).toThrow(
          `cannot be served: it has security directives (https://specs.apollo.dev/${name}/v0.1), which the router does not enforce.`,
        );
      }
    },
  );

  it('@link: keeps the purpose of @inaccessible, which the planner enforces', () => {
    const { sdl } = readSupergraph(`
      schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
      type Query { a: Int }`);

    expect(sdl).toContain('inaccessible/v0.2", for: SECURITY');
  });

  it('@link: makes context and cacheTag loadable', () => {
    const { sdl } = readSupergraph(`
      schema
        @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)
        @link(url: "https://specs.apollo.dev/cacheTag/v0.1", for: EXECUTION) { query: Query }
      type Query { a: Int }`);

    expect(sdl).toContain('context/v0.1');
    expect(sdl).not.toContain('for:');
  });

  it('@link: leaves unknown versions for the gateway to refuse', () => {
    const { sdl } = readSupergraph(`
      schema @link(url: "https://specs.apollo.dev/context/v0.2", for: SECURITY) { query: Query }
      type Query { a: Int }`);

    expect(sdl).toContain('for: SECURITY');
  });

  it('@connect: refuses connectors', () => {
    const text = `
      schema @link(url: "https://specs.apollo.dev/connect/v0.2", for: EXECUTION) { query: Query }
      type Query { a: Int }`;

    expect(() => readSupergraph(text)).toThrow(
      'it has connectors (@connect, https://specs.apollo.dev/connect/v0.2)',
    );
  });

  it.each(['{args.other}', '{caller.name}', '{}'])(
    '@eventSource: refuses the unknown placeholder %s',
    (placeholder) => {
      const text = `
      directive @eventSource(channel: String!, entity: String) on FIELD_DEFINITION
      type Query { a: Int }
      type Subscription { moved(id: ID!): Int @eventSource(channel: "Parcel:${placeholder}") }`;

      expect(() => readSupergraph(text)).toThrow(
        `@eventSource of moved: expected {args.NAME} or {caller.id}, got ${placeholder}.`,
      );
    },
  );
});
