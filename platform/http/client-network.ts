import { isIPv4, isIPv6 } from 'node:net';

const unknownNetwork = 'unknown';

/**
 * The network of a client: its IPv4 address, or the /64 of its IPv6 address, because one subscriber usually has a whole
 * /64 (RFC 6177). Null if the text is not an IP address.
 */
export function clientNetwork(address: string): string | null {
  if (isIPv4(address)) return address;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return null;
  const groups = expand(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The key under which limits count a client. All clients without a valid address share it: a forged address evades no limit. */
export function networkKey(address: string | null): string {
  return (address === null ? null : clientNetwork(address)) ?? unknownNetwork;
}

/** As `networkKey`, by `neighbourhood`. */
export function neighbourhoodKey(address: string | null): string {
  return (address === null ? null : neighbourhood(address)) ?? unknownNetwork;
}

/** The network in which an attacker easily changes address: an IPv4 /24, or an IPv6 /64. Null as `clientNetwork`. */
export function neighbourhood(address: string): string | null {
  const network = clientNetwork(address);
  return network !== null && isIPv4(network) ? network.replace(/\d+$/, '0/24') : network;
}

/** The eight groups of a valid IPv6 address. The URL parser normalises it to the form of RFC 5952. */
function expand(address: string): number[] {
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  if (tail === undefined) return groups(head);
  const [left, right] = [groups(head), groups(tail)];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}
