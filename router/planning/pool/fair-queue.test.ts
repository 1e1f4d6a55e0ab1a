import { describe, expect, it } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const anyone = () => true;

/** The queue's items, in the order of their turns. */
function takeAll(queue: ReturnType<typeof createFairQueue<string>>): string[] {
  const taken: string[] = [];
  for (let item = queue.take(anyone); item !== null; item = queue.take(anyone)) taken.push(item);
  return taken;
}

describe('fair queue', () => {
  it('owners take turns; the items of an owner keep their order', () => {
    const queue = createFairQueue<string>(0);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.add(item.slice(0, 1), item);

    expect(queue.size()).toBe(6);
    expect(takeAll(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect(queue.size()).toBe(0);
  });

  it('an owner that may not take yet keeps its turn', () => {
    const queue = createFairQueue<string>(0);
    for (const item of ['a1', 'b1']) queue.add(item.slice(0, 1), item);

    expect(queue.take((owner) => owner !== 'a')).toBe('b1');
    expect(queue.take((owner) => owner !== 'a')).toBeNull();
    expect(queue.take(anyone)).toBe('a1');
  });

  it('after its turn, an owner comes behind owners that arrived meanwhile', () => {
    const queue = createFairQueue<string>(0);
    for (const item of ['a1', 'a2']) queue.add('a', item);
    expect(queue.take(anyone)).toBe('a1');
    queue.add('b', 'b1');

    queue.endTurn('a');

    expect(takeAll(queue)).toEqual(['b1', 'a2']);
  });

  it('a full queue drops the last item of the owner with the most', () => {
    const queue = createFairQueue<string>(3);
    for (const item of ['a1', 'a2', 'a3']) expect(queue.add('a', item)).toBeNull();

    expect(queue.add('b', 'b1')).toBe('a3');
    expect(queue.add('a', 'a4')).toBe('a4');
    expect(takeAll(queue)).toEqual(['a1', 'b1', 'a2']);
  });

  it('a full queue of many owners drops the item that came last', () => {
    const queue = createFairQueue<string>(2);
    for (const owner of ['a', 'b']) expect(queue.add(owner, owner)).toBeNull();

    expect(queue.add('c', 'c')).toBe('c');
    expect(takeAll(queue)).toEqual(['a', 'b']);
  });

  it('clear takes all items', () => {
    const queue = createFairQueue<string>(0);
    for (const item of ['a1', 'b1', 'a2']) queue.add(item.slice(0, 1), item);

    expect(queue.clear().toSorted()).toEqual(['a1', 'a2', 'b1']);
    expect(queue.size()).toBe(0);
  });
});
