import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../../../platform/log.ts';
import { createMetrics } from '../../../../platform/metrics.ts';
import { parseRouterConfig } from '../../../../router/config.ts';
import { startRouter } from '../../../../router/app.ts';
import { invalidSupergraphs } from './invalid-supergraphs.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { ask, errorCodes, composeToFile } from '../../../kit/router.ts';

function startOn(path: string) {
  return startRouter({
    config: parseRouterConfig({ PORT: '0', SUPERGRAPH_PATH: path }),
    logger: createLogger('router', 'info', { write: () => undefined }),
    metrics: createMetrics('router'),
  });
}

/** The library, as the composition of Federation 1 wrote it. */
const federation1 = (people: string, books: string) => `
  schema
    @core(feature: "https://specs.apollo.dev/core/v0.2")
    @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query }
  directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
  directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
  directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT
  enum core__Purpose { EXECUTION SECURITY }
  scalar join__FieldSet
  enum join__Graph {
    BOOKS @join__graph(name: "books" url: "${books}")
    PEOPLE @join__graph(name: "people" url: "${people}")
  }
  type Book @join__owner(graph: BOOKS) @join__type(graph: BOOKS, key: "id") {
    id: ID! @join__field(graph: BOOKS)
    title: String! @join__field(graph: BOOKS)
  }
  type Person
    @join__owner(graph: PEOPLE) @join__type(graph: PEOPLE, key: "id") @join__type(graph: BOOKS, key: "id") {
    id: ID! @join__field(graph: PEOPLE)
    name: String! @join__field(graph: PEOPLE)
    books: [Book!] @join__field(graph: BOOKS)
  }
  type Query { everybody: [Person!] @join__field(graph: PEOPLE) }`;

describe('supergraph check at startup', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let supergraph: Awaited<ReturnType<typeof composeToFile>>;

  beforeAll(async () => {
    library = await startLibrary();
    supergraph = await composeToFile(library.all);
  });
  afterAll(async () => {
    await supergraph.remove();
    await library.close();
  });

  it.each(invalidSupergraphs)(
    'a supergraph that %s: startup fails with the reason',
    async (_name, spoil, reason) => {
      const bad = spoil(supergraph.sdl);
      expect(bad).not.toBe(supergraph.sdl);
      await writeFile(supergraph.path, bad);
      const error = await startOn(supergraph.path).then(
        () => null,
        (fault: unknown) => fault as Error,
      );
      expect(error?.name).toBe('ConfigurationError');
      const [, place = '', said = ''] =
        /^Faulty settings:\n {2}SUPERGRAPH_PATH: (\S+): ([^]+)$/.exec(error?.message ?? '') ?? [];
      expect(place).toBe(supergraph.path);
      expect(said).toMatch(reason);
      expect(said).not.toMatch(/call stack/);
    },
  );

  it('a Federation 1 supergraph is served', async () => {
    await writeFile(supergraph.path, federation1(library.people.url, library.books.url));
    const router = await startOn(supergraph.path);

    expect((await ask(router.url, '{ everybody { name books { title } } }')).data).toEqual({
      everybody: [
        { name: 'Ada', books: [{ title: 'Book b1' }] },
        { name: 'Grace', books: [{ title: 'Book b2' }] },
      ],
    });
    await router.close();
  });

  it('@cacheControl, @cost and @listSize: accepted without effect', async () => {
    const hinting = await composeToFile([
      {
        name: 'people',
        url: library.people.url,
        typeDefs: `
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@cacheTag", "@cost", "@listSize"])
          type Person @key(fields: "id") { id: ID! name: String! @cost(weight: 3) }
          type Query { everybody: [Person!] @cacheTag(format: "everybody") @listSize(assumedSize: 2) }`,
      },
    ]);
    expect(hinting.sdl).toMatch(/cacheTag\/v0\.1", for: EXECUTION/);
    const router = await startOn(hinting.path);

    expect((await ask(router.url, '{ everybody { name } }')).data).toEqual({
      everybody: [{ name: 'Ada' }, { name: 'Grace' }],
    });
    const deferred = await ask(router.url, '{ everybody { id ... @defer { name } } }');
    expect(errorCodes(deferred)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    await router.close();
    await hinting.remove();
  });
});
