import { beforeEach, describe, expect, it } from 'vitest';
import { AdmissionQueue } from './admission-queue.ts';
import type { AdmissionRequest } from './admission-queue.ts';

describe('admission queue', () => {
  let now = 0;
  let queue: AdmissionQueue;
  let refused: string[] = [];

  beforeEach(() => {
    now = 0;
    refused = [];
    queue = new AdmissionQueue({ maxWaiting: 4, maxWaitMs: 1_000, nowMs: () => now });
  });

  interface TestRequest extends AdmissionRequest {
    name: string;
    isAbandoned: boolean;
  }

  function request(name: string, network = ''): TestRequest {
    const sender = { network, identity: '' };
    return {
      ...{ name, sender, isUrgent: name.startsWith('mutation'), isAbandoned: false },
      begin: () => undefined,
      refuse: () => void refused.push(name),
    };
  }
  function add(...names: string[]): void {
    for (const name of names) queue.add(request(name));
  }
  function addFrom(network: string, ...names: string[]): void {
    for (const name of names) queue.add(request(name, network));
  }
  const next = () => (queue.next() as TestRequest | undefined)?.name;

  it('begins the oldest first, and mutations before queries', () => {
    add('query 1', 'query 2', 'mutation 1', 'mutation 2');

    expect([next(), next(), next(), next(), next()]).toEqual([
      ...['mutation 1', 'mutation 2', 'query 1', 'query 2', undefined],
    ]);
  });

  it('networks take turns, each in the order of its requests', () => {
    addFrom('a', 'query 1', 'query 2', 'query 3');
    addFrom('b', 'query 4');

    expect([next(), next(), next(), next()]).toEqual(['query 1', 'query 4', 'query 2', 'query 3']);
  });

  it('a full queue refuses the oldest query of the network with the most', () => {
    addFrom('a', 'query 1', 'query 2', 'query 3');
    addFrom('b', 'query 4', 'query 5');
    addFrom('a', 'query 6');

    expect(refused).toEqual(['query 1', 'query 6']);
    expect([next(), next(), next(), next()]).toEqual(['query 2', 'query 4', 'query 3', 'query 5']);
  });

  it('mutations of one network fill half of the queue, and leave queries a quarter of the beginnings', () => {
    queue = new AdmissionQueue({ maxWaiting: 10, maxWaitMs: 1_000, nowMs: () => now });
    for (let index = 1; index <= 10; index += 1) addFrom('a', `mutation ${index}`);
    addFrom('b', 'query 1');

    expect(refused).toEqual(['mutation 6']);
    expect([next(), next(), next(), next(), next()]).toEqual([
      ...['mutation 1', 'mutation 2', 'mutation 3', 'mutation 7', 'mutation 4'],
    ]);
    expect([next(), next(), next()]).toEqual(['mutation 5', 'query 1', 'mutation 8']);
  });

  it('a full queue refuses a query, and the oldest query for a mutation', () => {
    add('query 1', 'query 2', 'query 3', 'query 4', 'query 5', 'mutation 1');

    expect(refused).toEqual(['query 5', 'query 1']);
    expect(next()).toBe('mutation 1');
  });

  it('a queue full of mutations refuses a mutation', () => {
    add('mutation 1', 'mutation 2', 'mutation 3', 'mutation 4', 'mutation 5');

    expect(refused).toEqual(['mutation 5']);
  });

  it('refuses a query after the longest wait, and a mutation after ten times as long', () => {
    add('query 1', 'mutation 1');
    now = 1_001;
    queue.refuseExpired();
    expect(refused).toEqual(['query 1']);

    now = 9_999;
    queue.refuseExpired();
    expect(refused).toEqual(['query 1']);
    now = 10_001;
    queue.refuseExpired();
    expect(refused).toEqual(['query 1', 'mutation 1']);
  });

  it('overloaded for longer than the longest wait: the newest query begins, and older queries wait a tenth', () => {
    add('old');
    now = 900;
    add('query 1');
    now = 990;
    expect(next()).toBe('old');
    add('query 2');
    now = 1_001;
    add('query 3');

    expect(next()).toBe('query 3');
    expect(refused).toEqual(['query 1']);
    expect(next()).toBe('query 2');
  });

  it('overloaded: the newest query of a network waits for its turn', () => {
    addFrom('a', 'old');
    now = 900;
    addFrom('a', 'query 1', 'query 2');
    addFrom('b', 'query 3');
    now = 990;
    expect(next()).toBe('old');
    now = 1_200;
    queue.refuseExpired();

    expect(refused).toEqual(['query 1']);
    expect([next(), next()]).toEqual(['query 3', 'query 2']);
  });

  it.each([
    { networks: 20, wait: 'for their turns', refusals: 0 },
    { networks: 21, wait: 'a tenth of the longest wait', refusals: 21 },
  ])('overloaded: the only requests of $networks networks wait $wait', ({ networks, refusals }) => {
    queue = new AdmissionQueue({ maxWaiting: 0, maxWaitMs: 1_000, nowMs: () => now });
    add('old');
    now = 900;
    for (let index = 1; index <= networks; index += 1) addFrom(`network ${index}`, `query ${index}`);
    now = 990;
    expect(next()).toBe('old');
    now = 1_200;
    queue.refuseExpired();

    expect(refused).toHaveLength(refusals);
  });

  it('a queue that was empty is not overloaded: the oldest begins first again', () => {
    add('old');
    now = 2_000;
    expect(next()).toBeUndefined();
    add('query 1', 'query 2');

    expect(next()).toBe('query 1');
  });

  it('an abandoned request does not begin', () => {
    const left = request('left');
    queue.add(left);
    add('query 1');
    left.isAbandoned = true;

    expect(next()).toBe('query 1');
    expect(refused).toEqual(['left']);
  });

  it('abandoned requests take no places of a full queue', () => {
    const left = [1, 2, 3, 4].map((index) => request(`left ${index}`));
    for (const one of left) queue.add(one);
    for (const one of left) one.isAbandoned = true;
    now = 50;
    add('query 1');

    expect(queue.size).toBe(1);
    expect(next()).toBe('query 1');
  });

  it('without limits, every request waits', () => {
    queue = new AdmissionQueue({ maxWaiting: 0, maxWaitMs: 0, nowMs: () => now });
    for (let index = 0; index < 100; index += 1) add(`query ${index}`);
    now = 1_000_000;
    queue.refuseExpired();

    expect(next()).toBe('query 0');
    expect(refused).toEqual([]);
  });
});
