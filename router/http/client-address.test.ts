import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
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

  it('is the last X-Forwarded-For entry before the trusted proxies, whatever the client forged', () => {
    expect(clientAddress(['10.0.0.0/8'])(from('10.1.2.3', '1.1.1.1, 198.51.100.1, 10.9.9.9'))).toBe(
      '198.51.100.1',
    );
  });
});
