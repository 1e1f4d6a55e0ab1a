import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, redisSettings } from '../config.ts';
import { mongoSettings } from './mongo-settings.ts';

const settings = z.object({ ...mongoSettings.shape, ...redisSettings.shape });
const parse = (MONGODB_URL: string, REDIS_URL = 'redis://127.0.0.1') =>
  parseConfig(settings, { MONGODB_URL, REDIS_URL });

describe('MONGODB_URL', () => {
  it.each([
    'mongodb://127.0.0.1:27017',
    'mongodb://user:secret@one:27017,two:27018,three/?replicaSet=rs0&tls=true',
    'mongodb+srv://cluster.example.com/?w=majority&journal=true&readPreference=primary&retryWrites=true',
  ])('may be %s', (url) => {
    expect(parse(url).MONGODB_URL).toBe(url);
  });

  it.each([
    ['w=0', 'expected w=majority, or no w, got w=0'],
    ['w=1', 'expected w=majority, or no w, got w=1'],
    ['w=2', 'expected w=majority, or no w, got w=2'],
    ['w=majority&journal=false', 'expected journal=true, or no journal, got journal=false'],
    [
      'readPreference=secondary',
      'expected readPreference=primary, or no readPreference, got readPreference=secondary',
    ],
    [
      'readPreference=primaryPreferred',
      'expected readPreference=primary, or no readPreference, got readPreference=primaryPreferred',
    ],
    ['retryWrites=false', 'expected retryWrites=true, or no retryWrites, got retryWrites=false'],
    [
      'readConcernLevel=available',
      'expected readConcernLevel=local, or no readConcernLevel, got readConcernLevel=available',
    ],
  ])('is refused with %s, which would lose acknowledged writes or read stale ones', (option, message) => {
    expect(() => parse(`mongodb://127.0.0.1/?${option}`)).toThrow(`MONGODB_URL: ${message}`);
  });

  it('is refused with an unknown option, without its credentials in the message', () => {
    const parsing = () => parse('mongodb://user:secret@127.0.0.1/?retrywrite=true');
    expect(parsing).toThrow('MONGODB_URL: expected a connection string');
    expect(parsing).toThrow('option retrywrite is not supported');
    expect(parsing).not.toThrow('secret');
  });

  it('is reported together with the faults of other settings', () => {
    const parsing = () => parse('mongodb://127.0.0.1/?w=1&journal=false', 'http://127.0.0.1');
    for (const fault of ['got w=1', 'got journal=false', 'REDIS_URL: expected a redis:// address']) {
      expect(parsing).toThrow(fault);
    }
  });
});
