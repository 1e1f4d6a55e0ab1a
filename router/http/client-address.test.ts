import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/log.ts';
import { clientAddress } from './client-address.ts';

function from(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('client address', () => {
  it('is that of the connection, X-Forwarded-For or not', () => {
    expect(clientAddress([])(from('203.0.113.9', '198.51.100.1'))).toBe('203.0.113.9');
  });

  it('is the X-Forwarded-For of a trusted proxy', () => {
    expect(clientAddress(['10.0.0.0/8'])(from('10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1');
  });

  it('is the last X-Forwarded-For entry before the trusted proxies, also after forged entries', () => {
    expect(clientAddress(['10.0.0.0/8'])(from('10.1.2.3', '1.1.1.1, 198.51.100.1, 10.9.9.9'))).toBe(
      '198.51.100.1',
    );
  });

  it.each([
    ['198.51.100.1:4711', '198.51.100.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['"[2001:db8::1]:4711"', '2001:db8::1'],
    ['1.1.1.1, 198.51.100.1:80, 10.9.9.9:80', '198.51.100.1'],
    ['unknown, 198.51.100.1', '198.51.100.1'],
    ['198.51.100.1, unknown', null],
    ['unknown', null],
    ['_hidden', null],
    [' ', '10.1.2.3'],
    ['198.51.100.1.5:80', null],
  ])('of X-Forwarded-For: %s is %s', (forwarded, address) => {
    expect(clientAddress(['10.0.0.0/8'])(from('10.1.2.3', forwarded))).toBe(address);
  });

  it('is unknown on a connection that has ended', () => {
    const ended = { socket: {}, headers: {} } as unknown as IncomingMessage;
    expect(clientAddress([])(ended)).toBeNull();
  });

  it.each(['x-forwarded-for', 'forwarded'])('logs an untrusted peer that sends %s, once', (header) => {
    const lines: string[] = [];
    const logger = createLogger('router', 'warn', { write: (line) => void lines.push(line) });
    const addressOf = clientAddress(['10.0.0.0/8'], logger);
    addressOf(from('203.0.113.9'));
    addressOf(from('10.1.2.3', '198.51.100.1'));
    expect(lines).toEqual([]);
    for (const remoteAddress of ['203.0.113.9', '203.0.113.10']) {
      const headers = { [header]: 'for=198.51.100.1' };
      addressOf({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
    }
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"peer":"203\.0\.113\.9".*TRUSTED_PROXIES/);
  });
});
