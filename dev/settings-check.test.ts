import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { integer, parseConfig, processSettings } from '../platform/config.ts';
import { checkSettings } from './settings-check.ts';

const own = z.object({ LOG_LEVEL: processSettings.shape.LOG_LEVEL, PORT: integer(1, 65_535).optional() });

async function faults(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const error: unknown = await checkSettings(environment, (given) => parseConfig(own, given)).catch(
    (caught: unknown) => caught,
  );
  return error instanceof Error ? error.message.split('\n') : [];
}

describe('checkSettings', () => {
  it('accepts an empty environment', async () => {
    expect(await checkSettings({}, (given) => parseConfig(own, given))).toEqual({ LOG_LEVEL: 'info' });
  });

  it('lists all invalid settings at once, with the processes that use them', async () => {
    const given = {
      PORT: 'four',
      QUOTE_TTL_SECONDS: 'soon',
      LIMIT_DEPTH: '-1',
      SANDBOX_SLOW_MS: 'very',
      ACCESS_TOKEN_TTL_SECONDS: '0',
      SAGA_CONCURRENCY: '0',
      REDIS_URL: 'not an address',
    };
    expect(await faults(given)).toEqual([
      'Faulty settings:',
      expect.stringMatching(/^ {2}PORT: .+ \(npm start\)$/),
      '  REDIS_URL: expected a redis:// address (users, orders, reservations, worker, router)',
      expect.stringMatching(/^ {2}ACCESS_TOKEN_TTL_SECONDS: .+ \(users\)$/),
      expect.stringMatching(/^ {2}SANDBOX_SLOW_MS: .+ \(orders\)$/),
      expect.stringMatching(/^ {2}QUOTE_TTL_SECONDS: .+ \(reservations\)$/),
      expect.stringMatching(/^ {2}SAGA_CONCURRENCY: .+ \(worker\)$/),
      expect.stringMatching(/^ {2}LIMIT_DEPTH: .+ \(router\)$/),
    ]);
  });

  it('lists a setting of several processes once', async () => {
    expect(await faults({ LOG_LEVEL: 'loud' })).toEqual([
      'Faulty settings:',
      expect.stringMatching(/^ {2}LOG_LEVEL: .+ \(npm start, users, orders, reservations, worker, router\)$/),
    ]);
  });

  it('accepts SUPERGRAPH_URL in place of the file of the local stack', async () => {
    expect(await faults({ SUPERGRAPH_URL: 'http://localhost:8080/supergraph' })).toEqual([]);
  });

  it('ignores given values of settings that the launcher sets itself', async () => {
    const given = { CALLER_KEY: 'x', TRUSTED_CALLERS: 'x', ACCESS_TOKEN_KEYS: 'x', SUBGRAPH_URLS: 'x' };
    expect(await faults(given)).toEqual([]);
  });
});
