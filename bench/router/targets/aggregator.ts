import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { Pool } from 'undici';
import type { Guest, Hotel, Review } from '../graph/data.ts';
import { queries } from '../graph/queries.ts';
import type { QueryName } from '../graph/queries.ts';
import type { SubgraphName } from '../graph/subgraphs.ts';
import { loopback } from '../../../dev/ports.ts';

// A server hand-written for the three requests of this benchmark: the fetches of the plan and the join of their answers,
// without GraphQL and limits. It is an upper limit for a router that serves every supergraph.

const connectionsToEach = 100;
const urls = JSON.parse(process.env['SUBGRAPH_URLS'] ?? '{}') as Record<SubgraphName, string>;
const pools = new Map(
  Object.entries(urls).map(([name, url]) => [
    name,
    new Pool(new URL(url).origin, { connections: connectionsToEach }),
  ]),
);

async function fetchFrom<T>(subgraph: SubgraphName, body: string): Promise<T> {
  const pool = pools.get(subgraph);
  if (pool === undefined) throw new Error(`expected the address of ${subgraph} in SUBGRAPH_URLS`);
  const response = await pool.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { data } = JSON.parse(await response.body.text()) as { data?: T };
  if (response.statusCode !== 200 || data === undefined)
    throw new Error(`${subgraph} did not answer with data`);
  return data;
}

async function fetchEntities<T>(
  subgraph: SubgraphName,
  type: 'Hotel' | 'Guest',
  ids: Iterable<string>,
  selection: string,
): Promise<T[]> {
  const query = `query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{${selection}}}}`;
  const representations = Array.from(ids, (id) => ({ __typename: type, id }));
  const body = JSON.stringify({ query, variables: { representations } });
  return (await fetchFrom<{ _entities: T[] }>(subgraph, body))._entities;
}

const oneBody = JSON.stringify({ query: '{hotels(first:5){id name city stars}}' });

async function one(): Promise<unknown> {
  return fetchFrom('hotels', oneBody);
}

const threeBody = JSON.stringify({ query: '{hotels(first:5){__typename id name}}' });

async function three(): Promise<unknown> {
  const { hotels } = await fetchFrom<{ hotels: Pick<Hotel, 'id' | 'name'>[] }>('hotels', threeBody);
  const reviewed = await fetchEntities<{ reviews: Review[] }>(
    ...(['reviews', 'Hotel', idsOf(hotels)] as const),
    'reviews{title stars author{__typename id}}',
  );
  const authors = await authorsOf<Guest>(reviewed, 'name country');
  return {
    hotels: hotels.map(({ id, name }, index) => ({
      ...{ id, name },
      reviews: reviewed[index]?.reviews.map(({ title, stars, author }) => {
        const found = authors.get(author.id);
        return { title, stars, author: { name: found?.name, country: found?.country } };
      }),
    })),
  };
}

const largeBody = JSON.stringify({
  query: '{hotels(first:42){__typename id name city stars address description}}',
});

async function large(): Promise<unknown> {
  const { hotels } = await fetchFrom<{ hotels: Hotel[] }>('hotels', largeBody);
  const ids = idsOf(hotels);
  const [priced, { reviewed, authors, favourites }] = await Promise.all([
    fetchEntities<Hotel>('rates', 'Hotel', ids, 'currency lowestPrice rooms{id name beds pricePerNight}'),
    reviewsOf(ids),
  ]);
  return {
    hotels: hotels.map(({ id, name, city, stars, address, description }, index) => {
      const rates = priced[index];
      const reviews = reviewed[index];
      return {
        ...{ id, name, city, stars, address, description },
        ...{ currency: rates?.currency, lowestPrice: rates?.lowestPrice, rooms: rates?.rooms },
        rating: reviews?.rating,
        reviews: reviews?.reviews.map((review) => {
          const author = authors.get(review.author.id);
          return {
            ...{ id: review.id, title: review.title, text: review.text, stars: review.stars },
            author: {
              ...{ id: author?.id, name: author?.name },
              ...{ country: author?.country, memberSince: author?.memberSince },
              favouriteHotel: favourites.get(author?.favouriteHotel.id ?? ''),
            },
          };
        }),
      };
    }),
  };
}

async function reviewsOf(hotelIds: readonly string[]) {
  const selection = 'rating reviews{id title text stars author{__typename id}}';
  const reviewed = await fetchEntities<Hotel>('reviews', 'Hotel', hotelIds, selection);
  const authors = await authorsOf<Guest>(
    reviewed,
    'id name country memberSince favouriteHotel{__typename id}',
  );
  const favouriteIds = [...new Set(Array.from(authors.values(), (author) => author.favouriteHotel.id))];
  const found = await fetchEntities<Hotel>('hotels', 'Hotel', favouriteIds, 'id name city stars');
  return { reviewed, authors, favourites: new Map(found.map((hotel) => [hotel.id, hotel])) };
}

async function authorsOf<T>(reviewed: readonly { reviews: Review[] }[], selection: string) {
  const ids = [...new Set(reviewed.flatMap(({ reviews }) => reviews.map(({ author }) => author.id)))];
  const found = await fetchEntities<T>('guests', 'Guest', ids, selection);
  return new Map(found.map((guest, index) => [ids[index] ?? '', guest]));
}

function idsOf(hotels: readonly { id: string }[]): string[] {
  return hotels.map(({ id }) => id);
}

const answers: Readonly<Record<QueryName, () => Promise<unknown>>> = { one, three, large };
const byText = new Map(
  Object.entries(queries).map(([name, { text }]) => [text, answers[name as QueryName]] as const),
);

async function respond(body: string, response: ServerResponse): Promise<void> {
  const { query } = JSON.parse(body) as { query: string };
  const answer = byText.get(query);
  if (answer === undefined) {
    response.writeHead(400).end();
    return;
  }
  const text = JSON.stringify({ data: await answer() });
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => {
    respond(body, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    });
  });
}).listen(Number(process.env['PORT']), loopback);
