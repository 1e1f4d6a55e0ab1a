import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { firstOperations, welcome } from './welcome.ts';

const supergraph = buildSchema(
  readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
  { assumeValidSDL: true },
);
const now = new Date('2026-11-21T12:00:00Z');

describe('the welcome text', () => {
  it.each(firstOperations(now))(
    'shows an operation that is valid on the supergraph: $what',
    ({ operation }) => {
      expect(validate(supergraph, parse(operation))).toEqual([]);
    },
  );

  it('shows all addresses, and operations with future dates', () => {
    const urls = {
      router: 'http://127.0.0.1:4000',
      users: 'http://127.0.0.1:4001',
      orders: 'http://127.0.0.1:4002',
      reservations: 'http://127.0.0.1:4003',
      worker: 'http://127.0.0.1:4004',
    };
    const metricsUrls = {
      router: 'http://127.0.0.1:9400',
      users: 'http://127.0.0.1:9401',
      orders: 'http://127.0.0.1:9402',
      reservations: 'http://127.0.0.1:9403',
      worker: 'http://127.0.0.1:9404',
    };
    const stores = {
      mongoUrl: 'mongodb://127.0.0.1:1',
      mongoServer: 'mongod 8.0.30',
      redisUrl: 'redis://127.0.0.1:2',
    };
    const text = welcome(
      { urls, metricsUrls, ...stores },
      'http://localhost:3000,http://localhost:5173',
      now,
    );
    for (const part of [
      'http://localhost:4000/graphql',
      'http://localhost:4000/graphiql',
      'ws://localhost:4000/graphql',
      'http://localhost:4000/graphql/stream',
      'http://127.0.0.1:9400/metrics',
      'http://127.0.0.1:4004, http://127.0.0.1:9404/metrics',
      'allowed from http://localhost:3000, http://localhost:5173 (CORS_ORIGINS)',
      'mongodb://127.0.0.1:1 (mongod 8.0.30)',
      'ada@example.com',
      'admin@example.com',
      'wayfare-demo',
      'pm_flaky',
      'checkIn: "2026-12-21", checkOut: "2026-12-24"',
    ]) {
      expect(text).toContain(part);
    }
  });
});
