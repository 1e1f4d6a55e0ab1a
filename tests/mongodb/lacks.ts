/** A feature of MongoDB that mongo-java-server does not have, or gets wrong by MongoDB's manual. */
interface Lack {
  feature: string;
  /** The page of the manual that says what MongoDB does. */
  manual: string;
  /** The server's behaviour instead. */
  instead: string;
  /** By test file, the full titles of the tests that fail for it. */
  tests: Readonly<Record<string, readonly string[]>>;
  /** Why the tests do not run at all: they would harm the tests after them. */
  harm?: string;
}

const contract = (file: string) => `tests/contract/mongodb/${file}.test.ts`;
const page = (path: string) => `https://www.mongodb.com/docs/manual/${path}/`;

/**
 * Everything that fails on mongo-java-server, case by case. A case in which the manual sides with it does not belong here:
 * that is a defect of the embedded server or of a test.
 */
const lacks: readonly Lack[] = [
  {
    feature: 'explain',
    manual: page('reference/command/explain'),
    instead: 'refused as an unknown command',
    tests: {
      [contract('indexes')]: [
        'indexes, on a real MongoDB > examine only matching documents for equality, $in and ranges (tutorial/analyze-query-plan)',
        'indexes, on a real MongoDB > yield a keyset page in order and stop at its end (tutorial/sort-results-with-indexes)',
        'indexes, on a real MongoDB > find array elements, and return each document once (core/indexes/index-types/index-multikey)',
        'indexes, on a real MongoDB > yield the sort on an array without a blocking stage, unless bounds lie on it (core/indexes/index-types/index-multikey)',
        'indexes, on a real MongoDB > do not yield the sort on an array with a fixed value (core/indexes/index-types/index-multikey)',
        'indexes, on a real MongoDB > serve a filter on a partial field that must exist (core/index-partial)',
        'indexes, on a real MongoDB > serve only filters that imply the filter of a partial index (core/index-partial)',
        'indexes, on a real MongoDB > serve a filter on a partial field that must exist (core/index-partial)',
        'indexes, on a real MongoDB > yield the sort on an array without a blocking stage, unless bounds lie on it (core/indexes/index-types/index-multikey)',
        'indexes, on a real MongoDB > do not yield the sort on an array with a fixed value (core/indexes/index-types/index-multikey)',
      ],
    },
  },
  {
    feature: 'the profiler',
    manual: page('reference/command/profile'),
    instead: 'refused as an unknown command',
    tests: {
      [contract('indexes')]: [
        'indexes, on a real MongoDB > serve each part of $unionWith (reference/operator/aggregation/unionWith)',
      ],
      'tests/integration/booking/reservations.test.ts': [
        'bookTrip > answers a repeated request once a majority has the booking',
        'User.reservations > takes the same number of commands for 50 users as for 5, and reads only their pages',
      ],
      'tests/integration/orders/reading.test.ts': [
        'batched reads > User.orders: one command for any number of users, examining no more than their pages',
        'batched reads > Reservation.order: one command for any number of reservations, each order once',
        "batched reads > Reservation.order: null for another user's reservation, without a query",
        'batched reads > Order.buyer: one command for all buyers',
      ],
    },
  },
  {
    feature: '$unionWith',
    manual: page('reference/operator/aggregation/unionWith'),
    instead: 'refused as an unknown stage',
    tests: {
      [contract('reads')]: [
        'reads, on a real MongoDB > aggregates with $group, $unwind, $unionWith, $project and $set (reference/operator/aggregation-pipeline)',
      ],
    },
  },
  {
    feature: 'the type of a cursor id',
    manual: page('reference/command/getMore'),
    instead: 'getMore takes any number, and does not find the cursor',
    tests: {
      [contract('reads')]: [
        'reads, on a real MongoDB > refuses a cursor id that is not a long (reference/command/getMore)',
      ],
    },
  },
  {
    feature: 'conflicts of index definitions',
    manual: page('reference/command/createIndexes'),
    instead: 'an index with the keys of another, or the name of another, is created without an error',
    tests: {
      [contract('indexes')]: [
        'indexes, on a real MongoDB > are created again without effect, and refused with different options (reference/command/createIndexes)',
      ],
    },
  },
  {
    feature: 'TTL indexes that collMod changes',
    manual: page('reference/command/collMod'),
    instead: 'an index with another expiry is created beside the first',
    harm: 'the database with the two indexes can no longer be dropped',
    tests: {
      [contract('indexes')]: [
        'indexes, on a real MongoDB > change their expiry, and become TTL indexes (reference/command/collMod)',
      ],
    },
  },
  {
    feature: 'retryable writes',
    manual: page('core/retryable-writes'),
    instead: 'transaction numbers are ignored, and a repeated write is executed again',
    tests: {
      [contract('retryable-writes')]: [
        'retryable writes, on a real MongoDB > executes a repeated insert once, and gives its answer again (core/retryable-writes)',
        'retryable writes, on a real MongoDB > executes a repeated update, upsert and delete once (core/retryable-writes)',
        'retryable writes, on a real MongoDB > gives the document of a repeated findAndModify again (reference/command/findAndModify)',
        'retryable writes, on a real MongoDB > refuses an older transaction number, and multi-document writes (core/retryable-writes)',
      ],
    },
  },
  {
    feature: 'write concerns',
    manual: page('reference/write-concern'),
    instead: 'ignored, also one that a replica set of one cannot satisfy',
    tests: {
      [contract('retryable-writes')]: [
        'retryable writes, on a real MongoDB > satisfies a majority with journal, and reports a write concern that it cannot (reference/write-concern)',
      ],
    },
  },
  {
    feature: 'TTL indexes',
    manual: page('core/index-ttl'),
    instead: 'expired documents stay',
    tests: {
      [contract('indexes')]: ['indexes, on a real MongoDB > remove expired documents (core/index-ttl)'],
    },
  },
  {
    feature: 'partial unique indexes',
    manual: page('core/index-partial'),
    instead: 'the filter is ignored: the index is unique over all documents',
    tests: {
      [contract('writes')]: [
        'writes, on a real MongoDB > applies a partial unique index only to documents that match its filter (core/index-partial)',
      ],
    },
  },
  {
    feature: 'keyPattern and keyValue of a duplicate key',
    manual: page('core/index-unique'),
    instead: 'the error has only code 11000 and a message',
    tests: {
      [contract('writes')]: [
        'writes, on a real MongoDB > reports the index, its pattern and the value of a duplicate key (core/index-unique)',
      ],
    },
  },
  {
    feature: 'the count of documents inserted before an error',
    manual: page('reference/command/insert'),
    instead: 'the answer with writeErrors has no n',
    tests: {
      [contract('writes')]: [
        'writes, on a real MongoDB > stops an ordered batch at its first error, and completes an unordered batch (reference/command/insert)',
      ],
    },
  },
  {
    feature: 'creating a collection twice',
    manual: page('reference/command/create'),
    instead: 'the same options are refused with NamespaceExists (48)',
    tests: {
      [contract('refusals')]: [
        'the catalogue, on a real MongoDB > create succeeds twice with the same options (reference/command/create)',
      ],
    },
  },
  {
    feature: 'the type of a cursor id',
    manual: page('reference/command/getMore'),
    instead: 'getMore takes an int, and killCursors answers an internal error instead of TypeMismatch (14)',
    tests: {
      [contract('reads')]: [
        'reads, on a real MongoDB > refuses a cursor id that is not a long (reference/command/getMore)',
      ],
    },
  },
  {
    feature: 'the code of a mixed projection',
    manual: page('tutorial/project-fields-from-query-results'),
    instead: 'an exclusion in an inclusion has the code of the reverse, 31253',
    tests: {
      [contract('reads')]: [
        'reads, on a real MongoDB > projects included or excluded fields (tutorial/project-fields-from-query-results)',
      ],
    },
  },
  {
    feature: 'an order over all BSON types',
    manual: page('reference/bson-type-comparison-order'),
    instead: 'some sorts over mixed types fail with "Comparison method violates its general contract"',
    tests: {
      [contract('same-answers')]: [
        'random queries, on a real MongoDB > return the same documents with and without indexes (indexes)',
      ],
    },
  },
];

/** The tests of a file that fail on mongo-java-server, by their full titles. */
export function lacksIn(file: string): Map<string, Lack> {
  return new Map(lacks.flatMap((lack) => (lack.tests[file] ?? []).map((title) => [title, lack] as const)));
}

/** The list for the end of a run. */
export function lacksText(): string {
  const lines = lacks.map(({ feature, instead, tests, manual, harm }) => {
    const count = Object.values(tests).flat().length;
    const notRun = harm === undefined ? '' : `, NOT RUN because ${harm}`;
    return `  ${feature}: ${instead} (${count} ${count === 1 ? 'test' : 'tests'}${notRun}; ${manual})`;
  });
  return ['mongo-java-server lacks, so that these tests are expected to fail:', ...lines, ''].join('\n');
}
