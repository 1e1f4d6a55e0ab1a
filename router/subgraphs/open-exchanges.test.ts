import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { OpenExchanges } from './open-exchanges.ts';
import type { OpenExchange } from './open-exchanges.ts';

class Exchange implements OpenExchange {
  place = 0;
  toldTimes = 0;
  readonly content = new Array<number>(100).fill(0);

  circuitOpened(): void {
    this.toldTimes += 1;
  }
}

it('tells each exchange under way that the circuit opened, whatever order the others ended in', () => {
  const exchanges = Array.from({ length: 5 }, () => new Exchange());
  const open = new OpenExchanges();
  for (const exchange of exchanges) open.add(exchange);
  for (const index of [4, 0, 2]) open.remove(exchanges[index] ?? new Exchange());
  open.circuitOpened();
  expect(exchanges.map(({ toldTimes }) => toldTimes)).toEqual([0, 1, 0, 1, 0]);
});

it('an exchange may end while the others are told', () => {
  const open = new OpenExchanges();
  const exchanges = Array.from({ length: 3 }, () => new Exchange());
  const first = new Exchange();
  first.circuitOpened = () => {
    for (const exchange of [first, ...exchanges]) open.remove(exchange);
  };
  for (const exchange of [first, ...exchanges]) open.add(exchange);
  open.circuitOpened();
  open.circuitOpened();
  expect(exchanges.map(({ toldTimes }) => toldTimes)).toEqual([1, 1, 1]);
});

it('keeps no memory of exchanges that ended, before a full collection too', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'major' | 'minor' }) => void;
  const open = new OpenExchanges();
  const underWay = Array.from({ length: 50 }, () => new Exchange());
  for (const exchange of underWay) open.add(exchange);
  // A container keeps memory for longer once it is old itself.
  for (let round = 0; round < 3; round += 1) collect({ type: 'major' });
  const before = process.memoryUsage().heapUsed;
  for (let ended = 0; ended < 100_000; ended += 1) {
    const exchange = new Exchange();
    open.add(exchange);
    underWay.push(exchange);
    const oldest = underWay.shift();
    if (oldest !== undefined) open.remove(oldest);
  }
  for (let round = 0; round < 3; round += 1) collect({ type: 'minor' });
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
});
