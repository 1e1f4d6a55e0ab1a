import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseWorkerConfig } from './config.ts';

const required = {
  MONGODB_URL: 'mongodb://127.0.0.1',
  REDIS_URL: 'redis://127.0.0.1',
  ORDERS_URL: 'http://127.0.0.1:4002/graphql',
  CALLER_NAME: 'reservations',
  CALLER_KEY: JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
};

describe('the worker settings', () => {
  it('use the in-house inventory without supplier URLs', () => {
    const config = parseWorkerConfig({ ...required, HOTEL_SUPPLIER_URL: '' });
    expect(config).toMatchObject({ SUPPLIER_TIMEOUT_MS: 5_000 });
    expect([config.HOTEL_SUPPLIER_URL, config.FLIGHT_SUPPLIER_URL]).toEqual([undefined, undefined]);
  });

  it('accept a supplier URL with and without a trailing slash', () => {
    const config = parseWorkerConfig({
      ...required,
      HOTEL_SUPPLIER_URL: 'https://hotels.example.com/v1/',
      FLIGHT_SUPPLIER_URL: 'http://flights.example.com',
    });
    expect(config.HOTEL_SUPPLIER_URL).toBe('https://hotels.example.com/v1');
    expect(config.FLIGHT_SUPPLIER_URL).toBe('http://flights.example.com');
  });

  it.each([
    ['HOTEL_SUPPLIER_URL', 'hotels.example.com', 'an http:// address'],
    ['HOTEL_SUPPLIER_URL', 'https://user:secret@hotels.example.com', 'an address without credentials'],
    ['FLIGHT_SUPPLIER_URL', 'https://flights.example.com?key=secret', 'an address without credentials'],
    ['FLIGHT_SUPPLIER_TOKEN', 'two words', 'a bearer token'],
    ['SUPPLIER_TIMEOUT_MS', '0', 'a whole number from 1'],
  ])('report %s with the value %s', (name, value, expected) => {
    const parse = () => parseWorkerConfig({ ...required, [name]: value });
    expect(parse).toThrow(`${name}: expected ${expected}`);
    expect(parse).not.toThrow('secret');
  });
});
