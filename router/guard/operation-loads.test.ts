import { beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../platform/metrics.ts';
import type { Registry } from '../../platform/metrics.ts';
import { createOperationLoads } from './operation-loads.ts';
import type { BegunLoad, OperationLoads } from './operation-loads.ts';

describe('operation loads', () => {
  const query = 'query Orders { me { orders { id } } }';
  let now = 0;
  let metrics: Registry;
  let loads: OperationLoads;

  beforeEach(() => {
    now = 10_000;
    metrics = createMetrics('test');
    loads = createOperationLoads({ isLimited: true, metrics, nowMs: () => now });
  });

  const countOf = (text: string) => {
    let count = 0;
    while (count < 1_000 && loads.begin(text) !== null) count += 1;
    return count;
  };
  function begin(text: string, count: number, ...subgraphs: string[]): BegunLoad[] {
    return Array.from({ length: count }, () => {
      const load = loads.begin(text);
      if (load === null) throw new Error('expected the operation to begin');
      for (const subgraph of subgraphs) load.uses(subgraph);
      return load;
    });
  }
  /** `orders` answers some operations, and refuses one. */
  function overload(running: readonly BegunLoad[]): void {
    running[0]?.answered('orders');
    running[1]?.refused('orders');
  }

  it('without refusals, every operation begins', () => {
    begin(query, 500, 'users', 'orders');
    expect(countOf(query)).toBe(1_000);
  });

  it('a refusal by a subgraph lowers the operations in flight that use it', async () => {
    const running = begin(query, 100, 'users', 'orders');
    overload(running);
    expect(loads.begin(query)).toBeNull();

    for (const load of running.slice(0, 20)) load.end();
    expect(countOf(query)).toBe(10);
    expect(await metrics.metrics()).toMatch(/overload_refusals_total\{queue="operations".*\} 2/);
  });

  it('operations of other subgraphs begin', () => {
    const other = 'query Users { me { displayName } }';
    begin(other, 1, 'users');
    overload(begin(query, 100, 'users', 'orders'));

    expect(loads.begin(other)).not.toBeNull();
    expect(loads.begin('query Unknown { me { id } }')).not.toBeNull();
  });

  it('mutations begin', () => {
    const mutation = 'mutation Cancel { cancelOrder { id } }';
    begin(mutation, 1, 'orders');
    overload(begin(query, 100, 'orders'));

    expect(loads.begin(mutation)).not.toBeNull();
  });

  it('refusals within a tenth of a second lower the limit once', () => {
    const running = begin(query, 100, 'orders');
    overload(running);
    for (const load of running) load.refused('orders');
    for (const load of running) load.end();

    expect(countOf(query)).toBe(90);
  });

  it('eight operations begin at least', () => {
    const running = begin(query, 4, 'orders');
    overload(running);

    expect(countOf(query)).toBe(4);
  });

  it('answers at the limit raise it again', () => {
    const running = begin(query, 20, 'orders');
    overload(running);
    for (const load of running.slice(0, 2)) load.end();
    expect(loads.begin(query)).toBeNull();

    for (const load of running) load.answered('orders');
    expect(loads.begin(query)).not.toBeNull();
  });

  it('a subgraph that has stopped answering is left to its circuit breaker', () => {
    const running = begin(query, 100, 'orders');
    running[0]?.answered('orders');
    now += 1_001;
    running[1]?.refused('orders');

    expect(loads.begin(query)).not.toBeNull();
  });

  it('switched off, every operation begins', () => {
    loads = createOperationLoads({ isLimited: false, metrics, nowMs: () => now });
    overload(begin(query, 100, 'orders'));

    expect(loads.begin(query)).not.toBeNull();
  });
});
