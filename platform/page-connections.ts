import { z } from 'zod';
import { badUserInput } from './errors.ts';
import { parseInput } from './input.ts';

/** One page of a Relay connection (https://relay.dev/graphql/connections.htm), with its nodes besides. */
export interface PageConnection<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** A keyset cursor's values: where a row stands in its list's order, its id last. */
export type CursorValues = readonly (string | number)[];

/** A page as asked for. */
export interface Page<Values extends CursorValues = CursorValues> {
  /** At most this many. */
  first: number;
  /** After the row that stands here. */
  after: Values | null;
}

const pageSize = z.int('a whole number').min(1, 'a number from 1 to 100').max(100, 'a number from 1 to 100');

/** An opaque cursor: the list it belongs to and the row's place in it. */
export function encodeCursor(list: string, values: CursorValues): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

/**
 * Takes the arguments of a list from outside.
 * @param list the list's name: a cursor of another list is refused
 * @param values the shape of this list's cursors
 * @throws GraphQLError BAD_USER_INPUT naming `first` or `after`
 */
export function parsePage<Values extends CursorValues>(
  list: string,
  values: z.ZodType<Values>,
  { first, after }: { first: number; after?: string | null },
): Page<Values> {
  parseInput(z.object({ first: pageSize }), { first });
  return { first, after: after === null || after === undefined ? null : decodeCursor(list, values, after) };
}

function decodeCursor<Values extends CursorValues>(
  list: string,
  shape: z.ZodType<Values>,
  cursor: string,
): Values {
  try {
    const [of, ...values] = z
      .array(z.unknown())
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (of === list) return shape.parse(values);
  } catch {
    // Refused below, as any other cursor that is not ours.
  }
  throw badUserInput('after', 'a cursor of this list', cursor);
}

/**
 * The page that rows make.
 * @param rows what follows `page.after`, in order: one more than the page's size where there is a next page
 * @param cursorOf where a row stands
 */
export function toPageConnection<Row, Node>(
  rows: readonly Row[],
  page: Page,
  cursorOf: (row: Row) => string,
  nodeOf: (row: Row) => Node,
): PageConnection<Node> {
  const edges = rows.slice(0, page.first).map((row) => ({ cursor: cursorOf(row), node: nodeOf(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
