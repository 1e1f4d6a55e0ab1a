import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createClientLimits } from './client-limits.ts';
import type { Client } from './client-limits.ts';

function create(max: { all?: number; perAddress?: number; perUser?: number }) {
  const { all = 0, perAddress = 0, perUser = 0 } = max;
  const limits = createClientLimits({
    ...{ noun: 'subscriptions', code: 'TOO_MANY_SUBSCRIPTIONS' },
    all: { setting: 'ALL', max: all },
    perAddress: { setting: 'PER_ADDRESS', max: perAddress },
    perUser: { setting: 'PER_USER', max: perUser },
  });
  /** The setting of the limit that refuses the client; null if it is admitted. */
  const settingThatRefuses = (client: Client, weight?: number) => {
    try {
      limits.admit(client, weight);
      return null;
    } catch (error) {
      return error instanceof GraphQLError ? error.extensions['setting'] : error;
    }
  };
  return { limits, settingThatRefuses };
}

describe('client limits', () => {
  it('refuse with a code, the limit and its setting', () => {
    const { limits } = create({ perAddress: 1 });
    limits.admit({ address: '192.0.2.1' });

    expect(() => limits.admit({ address: '192.0.2.1' })).toThrow(
      expect.objectContaining({
        message:
          'Too many subscriptions from your address: expected at most 1 (PER_ADDRESS). Close some, or try again later.',
        extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', setting: 'PER_ADDRESS', http: { status: 429 } },
      }),
    );
  });

  it('count per address, per user and in all', () => {
    const { settingThatRefuses } = create({ all: 4, perAddress: 2, perUser: 2 });
    const admitted = [
      settingThatRefuses({ address: '192.0.2.1', userId: 'usr_ada' }),
      settingThatRefuses({ address: '192.0.2.2', userId: 'usr_ada' }),
      settingThatRefuses({ address: '192.0.2.1' }),
    ];

    expect(admitted).toEqual([null, null, null]);
    expect(settingThatRefuses({ address: '192.0.2.3', userId: 'usr_ada' })).toBe('PER_USER');
    expect(settingThatRefuses({ address: '192.0.2.1' })).toBe('PER_ADDRESS');
    expect(settingThatRefuses({ address: '192.0.2.3' })).toBeNull();
    expect(settingThatRefuses({ address: '192.0.2.4' })).toBe('ALL');
  });

  it('a refusal holds nothing, and an end counts once', () => {
    const { limits, settingThatRefuses } = create({ all: 1, perAddress: 5 });
    const release = limits.admit({ address: '192.0.2.1' });
    for (let time = 0; time < 10; time += 1) settingThatRefuses({ address: '192.0.2.2' });
    release();
    release();

    expect(settingThatRefuses({ address: '192.0.2.2' })).toBeNull();
    expect(settingThatRefuses({ address: '192.0.2.2' })).toBe('ALL');
  });

  it('an IPv6 network counts as an address', () => {
    const { settingThatRefuses } = create({ perAddress: 1 });

    expect(settingThatRefuses({ address: '2001:db8::1' })).toBeNull();
    expect(settingThatRefuses({ address: '2001:db8::2' })).toBe('PER_ADDRESS');
    expect(settingThatRefuses({ address: '2001:db9::1' })).toBeNull();
  });

  it('clients without a known address share a limit', () => {
    const { settingThatRefuses } = create({ perAddress: 1 });

    expect(settingThatRefuses({ address: null })).toBeNull();
    expect(settingThatRefuses({ address: null })).toBe('PER_ADDRESS');
  });

  it('a heavy subscription counts more than once', () => {
    const { settingThatRefuses } = create({ perAddress: 10 });

    expect(settingThatRefuses({ address: '192.0.2.1' }, 8)).toBeNull();
    expect(settingThatRefuses({ address: '192.0.2.1' }, 3)).toBe('PER_ADDRESS');
  });
});
