import { describe, expect, it } from 'vitest';
import { clientNetwork, neighbourhood } from './client-network.ts';

describe('clientNetwork', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['example.com', null],
    ['', null],
  ])('%s is in the network %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});

describe('neighbourhood', () => {
  it.each([
    ['192.0.2.1', '192.0.2.0/24'],
    ['::ffff:192.0.2.254', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['unknown', null],
  ])('of %s is %s', (address, network) => {
    expect(neighbourhood(address)).toBe(network);
  });
});
