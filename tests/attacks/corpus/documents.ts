import { gzipSync } from 'node:zlib';
import type { Attack, Target } from '../attack.ts';
import { connectGraphql, countMessages, flood, leave, post, postText, sendMessage } from '../send.ts';

const tooLarge = ['400 OPERATION_TOO_LARGE', '413 OPERATION_TOO_LARGE'];
const gzip = { 'content-encoding': 'gzip' };

/** Different documents of one size; `filler` does not count as tokens. */
function sendCompressed(target: Target, filler: string, count: number): Promise<void> {
  return flood(target, { count, width: 8 }, () => {
    const query = `query A${target.unique()} { __typename }${filler}`;
    return postText(target, gzipSync(JSON.stringify({ query })), { headers: gzip });
  });
}

const lines = (count: number) => '#a\n'.repeat(count);

/** A parsed document takes many times its text. */
export const documentAttacks: readonly Attack[] = [
  {
    name: 'comments: 545 gzipped documents',
    class: 'memory of documents',
    sends: '177 KB: 545 different documents, each with 80,000 comments',
    expected: { refused: tooLarge },
    inSample: true,
    run: (target) => sendCompressed(target, lines(80_000), 545),
  },
  {
    name: 'comments: below the limit of bytes',
    class: 'memory of documents',
    sends: 'different documents, each with 60 KB of comments of two characters',
    expected: { refused: tooLarge },
    run: (target) => sendCompressed(target, lines(20_000), 1_000),
  },
  {
    name: 'comments: few and long',
    class: 'memory of documents',
    sends: 'different documents, each with a comment of 60 KB',
    expected: { answered: ['200'] },
    run: (target) => sendCompressed(target, `#${'a'.repeat(60_000)}`, 4_000),
  },
  {
    name: 'commas',
    class: 'memory of documents',
    sends: 'different documents, each with 60 KB of commas',
    expected: { answered: ['200'] },
    run: (target) => sendCompressed(target, ','.repeat(60_000), 4_000),
  },
  {
    name: 'comments: prepared subscriptions',
    class: 'memory of documents',
    sends: 'subscriptions over one WebSocket, each with 180 KB of comments',
    expected: {
      refused: ['error OPERATION_TOO_LARGE', 'close 4429'],
      also: ['429 TOO_MANY_CONNECTIONS', 'closed'],
    },
    async run(target) {
      const socket = await connectGraphql(target);
      if (socket === null) return;
      countMessages(target, socket);
      const filler = lines(60_000);
      await flood(target, { count: 300, width: 1 }, async (index) => {
        const query = `subscription S${target.unique()} { flightUpdated(id: "flt_x") { id } }${filler}`;
        sendMessage(socket, { id: String(index), type: 'subscribe', payload: { query } });
        sendMessage(socket, { id: String(index), type: 'complete' });
        await new Promise((resolve) => setTimeout(resolve, 10));
      });
      leave(socket);
    },
  },
  {
    name: 'long strings',
    class: 'memory of documents',
    sends: 'different documents, each with a string of 60 KB as an id',
    expected: { answered: ['200 BAD_USER_INPUT'] },
    run: (target) =>
      flood(target, { count: 2_000, width: 8 }, () =>
        post(target, { query: `{ hotel(id: "${target.unique()}${'x'.repeat(60_000)}") { id } }` }),
      ),
  },
  {
    name: 'aliases',
    class: 'memory of documents',
    sends: 'a field under 400 aliases',
    expected: { refused: ['400 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 50, width: 4 }, () => {
        const salt = target.unique();
        const fields = Array.from(
          { length: 1_000 },
          (_, index) => `a${salt}_${index}: hotel(id: "h") { id }`,
        );
        return post(target, { query: `{ ${fields.join(' ')} }` });
      }),
  },
  {
    name: 'aliases: through fragments',
    class: 'memory of documents',
    sends: 'ten aliases of a field, each with a fragment of 19 aliases',
    expected: { refused: ['400 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 50, width: 4 }, () => {
        const salt = target.unique();
        const fields = Array.from({ length: 19 }, (_, index) => `n${index}: name`).join(' ');
        const hotels = Array.from({ length: 10 }, (_, index) => `a${salt}_${index}: hotel(id: "h") { ...F }`);
        return post(target, { query: `{ ${hotels.join(' ')} } fragment F on Hotel { ${fields} }` });
      }),
  },
  {
    name: 'aliases: __typename',
    class: 'memory of documents',
    sends: 'the type name of each hotel under 400 aliases',
    expected: { refused: ['400 OPERATION_TOO_LARGE'] },
    run: (target) => {
      const salt = target.unique();
      const fields = Array.from({ length: 400 }, (_, index) => `a${salt}_${index}: __typename`).join(' ');
      return post(target, { query: `{ hotel(id: "h") { ${fields} } }` }).then(() => undefined);
    },
  },
  {
    name: 'fragments: exponential',
    class: 'memory of documents',
    sends: '25 fragments, each with the next one twice',
    expected: { refused: ['400 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 20, width: 2 }, () => {
        const chain = Array.from(
          { length: 25 },
          (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
        );
        const query = `query Q${target.unique()} { ...F0 } ${chain.join(' ')} fragment F25 on Query { __typename }`;
        return post(target, { query });
      }),
  },
  {
    name: 'fragments: overlapping fields',
    class: 'memory of documents',
    sends: 'a field with 300 different selections, which validation compares in pairs',
    expected: { refused: ['400 OPERATION_TOO_LARGE', '400 GRAPHQL_VALIDATION_FAILED'], also: ['200'] },
    run: (target) =>
      flood(target, { count: 20, width: 2 }, () => {
        const selections = Array.from({ length: 300 }, () => 'hotel(id: "h") { id name }').join(' ');
        return post(target, { query: `query Q${target.unique()} { ${selections} }` });
      }),
  },
  {
    name: 'directives',
    class: 'memory of documents',
    sends: 'a field with 1,000 directives',
    expected: { refused: ['400 OPERATION_TOO_LARGE'] },
    run: (target) =>
      post(target, {
        query: `query Q${target.unique()} { __typename ${'@include(if: true) '.repeat(1_000)} }`,
      }).then(() => undefined),
  },
  {
    name: 'nested types and values',
    class: 'memory of documents',
    sends: 'lists of lists, 30,000 deep, as a type, as a value and as a variable',
    expected: {
      refused: [
        '400 OPERATION_TOO_LARGE',
        '400 BAD_REQUEST',
        '400 BAD_USER_INPUT',
        '413 OPERATION_TOO_LARGE',
      ],
      also: ['400 GRAPHQL_PARSE_FAILED'],
    },
    async run(target) {
      const [open, close] = ['['.repeat(30_000), ']'.repeat(30_000)];
      await post(target, { query: `query Q${target.unique()}($a: ${open}Int${close}) { __typename }` });
      await post(target, { query: `{ hotel(id: ${open}${close}) { id } }` });
      await postText(
        target,
        `{"query":"query($a: ID!) { hotel(id: $a) { id } }","variables":{"a":${open}${close}}}`,
      );
    },
  },
  {
    name: 'unknown fields',
    class: 'memory of documents',
    sends: '1,900 misspelt fields, each worth a suggestion',
    expected: { refused: ['400 GRAPHQL_VALIDATION_FAILED', '400 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 20, width: 2 }, () => {
        const salt = target.unique();
        const fields = Array.from({ length: 1_900 }, (_, index) => `hotals${salt}_${index}`);
        return post(target, { query: `{ ${fields.join(' ')} }` });
      }),
  },
  {
    name: 'persisted queries',
    class: 'memory of documents',
    sends: 'hashes of persisted queries that nobody registered',
    expected: {
      refused: [
        '200 PERSISTED_QUERY_NOT_FOUND',
        '400 PERSISTED_QUERY_NOT_FOUND',
        '200 PERSISTED_QUERY_NOT_SUPPORTED',
      ],
    },
    run: (target) =>
      flood(target, { count: 500, width: 4 }, () => {
        const sha256Hash = String(target.unique()).padStart(64, '0');
        return post(target, { extensions: { persistedQuery: { version: 1, sha256Hash } } });
      }),
  },
];
