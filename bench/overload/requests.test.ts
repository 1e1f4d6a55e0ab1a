import { describe, expect, it } from 'vitest';
import { fateOf } from './fate.ts';
import { createRequests } from './requests.ts';
import type { Template } from './requests.ts';

const template = (given: Partial<Template>): Template => ({
  ...{ kind: 'query', share: 1, query: '{ word }', variables: [{}], token: null, expected: '"word"' },
  ...given,
});

describe('requests of the load', () => {
  const quote = template({ kind: 'quote', share: 0.25, query: 'mutation { quote }' });
  const booking = template({ kind: 'booking', share: 0.25, query: 'mutation { book }', variables: [] });
  const requestsAt = (...randoms: number[]) =>
    createRequests([quote, booking, template({})], () => randoms.shift() ?? 0);

  it('are chosen by their shares', () => {
    const requests = requestsAt(0.2, 0, 0.6, 0);
    expect([requests.next().kind, requests.next().kind]).toEqual(['quote', 'query']);
  });

  it('a booking takes each answered quote once, and is a request for a quote without one', () => {
    const requests = requestsAt(0.3, 0, 0.3, 0.3, 0);
    expect(requests.next().kind).toBe('quote');
    requests.answered('quote', Buffer.from('{"data":{"quoteTrip":{"id":"quo_1"}}}'));
    const { kind, bytes } = requests.next();
    expect(kind).toBe('booking');
    expect(bytes.toString()).toMatch(/"quoteId":"quo_1","idempotencyKey":"[\w-]{36}"/);
    expect(requests.next().kind).toBe('quote');
  });

  it('are complete HTTP requests', () => {
    const { bytes } = createRequests([template({ token: 'secret', query: '{ straße }' })]).next();
    const [head = '', body = ''] = bytes.toString().split('\r\n\r\n');
    expect(JSON.parse(body)).toEqual({ query: '{ straße }', variables: {} });
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(head).toContain('authorization: Bearer secret');
  });
});

describe('the fate of a request', () => {
  const expected = '{"data":{"word":"yes"}';
  it.each([
    ['answered', 200, '{"data":{"word":"yes"}}'],
    ['failed', 200, '{"data":{"word":"no"}}'],
    ['failed', 429, '{"data":{"word":"yes"}}'],
    ['failed', 200, '{"errors":[{"message":"x"}],"data":{"word":"yes"}}'],
    ['refused', 503, '{}'],
    ['refused', 200, '{"errors":[{"extensions":{"code":"OVERLOADED"}}],"data":{"word":null}}'],
  ])('%s: %s %s', (fate, status, body) => {
    expect(fateOf(status, Buffer.from(body), expected)).toBe(fate);
  });
});
