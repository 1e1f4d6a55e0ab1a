import { z } from 'zod';
import { badUserInput } from './errors.ts';
import { parseInput } from './input.ts';

/** A Relay connection (https://relay.dev/graphql/connections.htm), with `nodes` besides `edges`. */
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

/** The id is last. */
export type CursorValues = readonly (string | number)[];

export interface Page<Values extends CursorValues = CursorValues> {
  first: number;
  /** The sort key of the item before the page. */
  after: Values | null;
}

const pageSize = z.int('a whole number').min(1, 'a number from 1 to 100').max(100, 'a number from 1 to 100');

/** The list's name lets other lists refuse the cursor. */
export function encodeCursor(list: string, values: CursorValues): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

/**
 * @param values the shape of this list's sort keys
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
    // An invalid cursor is refused below.
  }
  throw badUserInput('after', 'a cursor of this list', cursor);
}

/** @param rows the items after `page.after`, in order, with one extra item if there is a next page */
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
