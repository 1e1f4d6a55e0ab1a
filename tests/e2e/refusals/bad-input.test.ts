import { describe, expect, inject, it } from 'vitest';
import { QuoteTripDocument } from '../../generated/documents.ts';
import { findTrip, quote } from '../../kit/traveller.ts';
import { createGraphClient, daysFromNow, signUpTraveller } from '../../kit/graph-client.ts';

const url = inject('routerUrl');
const anybody = createGraphClient(url);
const tomorrow = daysFromNow(1);
const nextWeek = daysFromNow(7);

/** An operation with a single fault, and the field that its error names. */
const badQueries: [what: string, query: string, field: string][] = [
  ['a malformed id', '{ reservation(id: "nonsense") { id } }', 'id'],
  ['an id of a different type', '{ order(id: "usr_00000000000000000000") { id } }', 'id'],
  [
    'a malformed date',
    `{ hotels(city: "Lisbon", checkIn: "2027-02-30", checkOut: "${nextWeek}") { nodes { hotel { id } } } }`,
    'checkIn',
  ],
  [
    'a date in the past',
    `{ flights(origin: "LIS", destination: "CDG", date: "2020-01-01") { nodes { id } } }`,
    'date',
  ],
  [
    'check-out before check-in',
    `{ hotels(city: "Lisbon", checkIn: "${nextWeek}", checkOut: "${tomorrow}") { nodes { hotel { id } } } }`,
    'checkOut',
  ],
  [
    'a negative page',
    `{ hotels(city: "Lisbon", checkIn: "${tomorrow}", checkOut: "${nextWeek}", first: -1) { nodes { hotel { id } } } }`,
    'first',
  ],
  [
    'a page over 100',
    `{ flights(origin: "LIS", destination: "CDG", date: "${tomorrow}", first: 101) { nodes { id } } }`,
    'first',
  ],
  [
    'a malformed cursor',
    `{ flights(origin: "LIS", destination: "CDG", date: "${tomorrow}", after: "zzz") { nodes { id } } }`,
    'after',
  ],
  [
    'zero passengers',
    `{ flights(origin: "LIS", destination: "CDG", date: "${tomorrow}", passengers: 0) { nodes { id } } }`,
    'passengers',
  ],
];

describe('input validation', () => {
  it.each(badQueries)('%s: BAD_USER_INPUT naming the field', async (_what, query, field) => {
    const { errors } = await anybody.send(query);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
    expect(errors?.[0]?.message).toMatch(/expected .+, got .+/);
  });

  it('an unknown id: null without an error', async () => {
    const { client } = await signUpTraveller(url);
    const answer = await client.send(`{
      user(id: "usr_00000000000000000000") { id }
      order(id: "ord_00000000000000000000_00000000000000000000") { id }
      reservation(id: "rsv_00000000000000000000_00000000000000000000") { id }
      hotel(id: "htl_nowhere") { id }
      flight(id: "flt_never") { id }
    }`);
    expect(answer).toMatchObject({
      data: { user: null, order: null, reservation: null, hotel: null, flight: null },
    });
    expect(answer.errors).toBeUndefined();
  });

  it('an invalid trip: refused with every fault', async () => {
    const { quoteTrip } = await anybody.data(QuoteTripDocument, {
      input: {
        stays: [{ roomTypeId: 'rmt_unknown', checkIn: nextWeek, checkOut: tomorrow }],
        flights: [{ flightId: 'flt_unknown', passengers: 0 }],
        currency: 'XXX',
      },
    });
    const problems = quoteTrip.__typename === 'InvalidTrip' ? quoteTrip.problems : [];
    const fields = problems.map(({ field }) => field);
    expect(quoteTrip.__typename).toBe('InvalidTrip');
    expect(fields).toEqual(
      expect.arrayContaining(['stays[0].checkOut', 'flights[0].passengers', 'currency']),
    );
  });

  it('an unknown payment method: refused before booking', async () => {
    const { client } = await signUpTraveller(url);
    const quoteId = await quote(client, await findTrip(client, 24));
    const { errors } = await client.send(`mutation {
      bookTrip(input: { quoteId: "${quoteId}", idempotencyKey: "k", paymentMethod: "pm_gold" }) { __typename }
    }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.paymentMethod' } }]);
  });

  it('an unknown quote: refused', async () => {
    const { client } = await signUpTraveller(url);
    const answer = await client.send(`mutation {
      bookTrip(input: { quoteId: "quo_00000000000000000000", idempotencyKey: "k", paymentMethod: "pm_ok" }) { __typename }
    }`);
    expect(answer.data).toEqual({ bookTrip: { __typename: 'QuoteExpired' } });
  });

  it('nested pages above the cost limit: refused before any fetch', async () => {
    const { client } = await signUpTraveller(url);
    const levels = 3;
    const query = `query ($n: Int!) { me { ${'orders(first: $n) { nodes { user { '.repeat(levels)} id ${'} } } '.repeat(levels)} } }`;
    const { errors, data } = await client.send<unknown, { n: number }>(query, { n: 100 });
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_LARGE' } }]);
    expect(data).toBeUndefined();
    expect((await client.send<unknown, { n: number }>(query, { n: 10 })).errors).toBeUndefined();
  });
});
