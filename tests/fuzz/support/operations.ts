import fc from 'fast-check';

/** An operation and its variables. */
export interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

const leaves: Record<string, string[]> = {
  Room: [
    'id',
    'code',
    'name',
    'must',
    'price',
    'price(currency: "USD")',
    'price(currency: $currency)',
    'size',
    'label',
  ],
  Tour: ['id', 'name', 'stars'],
  Guide: ['id', 'badge'],
  Thing: ['id', 'name'],
  Found: [],
  Query: [],
};
const branches: Record<string, [field: string, type: string][]> = {
  Room: [
    ['next', 'Thing'],
    ['grid', 'Room'],
  ],
  Tour: [['guide', 'Guide']],
  Guide: [['tours', 'Tour']],
  Thing: [],
  Found: [],
  Query: [
    ['rooms', 'Room'],
    ['room(id: $id)', 'Room'],
    ['room(id: "4")', 'Room'],
    ['things', 'Thing'],
    ['found', 'Found'],
  ],
};
const within: Record<string, string[]> = {
  Room: ['Room', 'Thing', 'Found'],
  Tour: ['Tour', 'Thing', 'Found'],
  Guide: ['Guide', 'Found'],
  Thing: ['Room', 'Tour', 'Thing', 'Found'],
  Found: ['Room', 'Tour', 'Guide', 'Thing', 'Found'],
  Query: ['Query'],
};
/** Aliases, among them names that the planner selects itself. */
const aliases = ['a', 'b', 'id', 'code', 'name', 'price', '__proto__', 'constructor', 'as_id', 'next'];
const directive = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' @include(if: $yes)',
  ' @skip(if: $yes)',
  ' @include(if: $no)',
  ' @skip(if: true)',
);

/** Generates a selection set. It may be invalid: aliases may conflict. */
function selectionSet(type: string, depth: number): fc.Arbitrary<string> {
  const alias = fc.option(fc.constantFrom(...aliases), { nil: undefined, freq: 3 });
  const named = (field: fc.Arbitrary<string>) =>
    fc.tuple(alias, field, directive).map(([as, text, when]) => {
      const prefix = as === undefined ? '' : `${as}: `;
      const at = text.indexOf(' {');
      return at === -1 ? `${prefix}${text}${when}` : `${prefix}${text.slice(0, at)}${when}${text.slice(at)}`;
    });
  const kinds: fc.Arbitrary<string>[] = [named(fc.constantFrom('__typename', ...(leaves[type] ?? [])))];
  if (depth > 0) {
    const fields = branches[type] ?? [];
    if (fields.length > 0) {
      const branch = fc
        .constantFrom(...fields)
        .chain(([field, of]) => selectionSet(of, depth - 1).map((inner) => `${field} ${inner}`));
      kinds.push(named(branch), named(branch));
    }
    const fragment = fc.constantFrom(...(within[type] ?? []));
    kinds.push(
      fragment.chain((on) =>
        fc
          .tuple(selectionSet(on, depth - 1), directive)
          .map(([inner, when]) => `... on ${on}${when} ${inner}`),
      ),
    );
  }
  return fc
    .array(fc.oneof(...kinds), { minLength: 1, maxLength: 5 })
    .map((selections) => `{ ${selections.join(' ')} }`);
}

export const operations: fc.Arbitrary<Operation> = fc
  .record({
    body: selectionSet('Query', 4),
    shared: selectionSet('Room', 2),
    spread: fc.boolean(),
    variables: fc.record({
      id: fc.constantFrom('1', '2', '5', '6', 'none'),
      currency: fc.constantFrom('USD', 'CHF'),
      yes: fc.boolean(),
      no: fc.constant(false),
    }),
  })
  .map(({ body, shared, spread, variables }) => ({
    variables,
    query: `query Fuzz($id: ID!, $currency: String!, $yes: Boolean!, $no: Boolean!) ${
      spread
        ? `{ ...All s: rooms { ...Shared } } fragment All on Query ${body} fragment Shared on Room ${shared}`
        : body
    }`,
  }));
