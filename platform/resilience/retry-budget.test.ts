import { describe, expect, it } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

describe('retry budget', () => {
  it('allows ten retries and a fifth of the requests', () => {
    const budget = createRetryBudget();
    let retries = 0;
    for (let request = 0; request < 1_000; request += 1) {
      budget.deposit();
      while (budget.withdraw()) retries += 1;
    }

    expect(retries).toBeGreaterThanOrEqual(209);
    expect(retries).toBeLessThanOrEqual(210);
  });

  it('saves at most a hundred retries for an outage', () => {
    const budget = createRetryBudget();
    for (let request = 0; request < 10_000; request += 1) budget.deposit();
    let retries = 0;
    while (budget.withdraw()) retries += 1;

    expect(retries).toBe(100);
  });
});
