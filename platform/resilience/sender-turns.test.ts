import { describe, expect, it } from 'vitest';
import { SenderTurns } from './sender-turns.ts';

describe('turns of senders', () => {
  const shift = (items: string[]) => items.shift();

  function turnsOf(...added: [network: string, identity: string, item: string][]): SenderTurns<string> {
    const turns = new SenderTurns<string>();
    for (const [network, identity, item] of added) turns.add({ network, identity }, item);
    return turns;
  }
  function takeAll(turns: SenderTurns<string>): string[] {
    const taken: string[] = [];
    for (let item = turns.take(shift); item !== undefined; item = turns.take(shift)) taken.push(item);
    return taken;
  }

  it('a network with many items delays another network by one', () => {
    const turns = turnsOf(['a', '', 'a1'], ['a', '', 'a2'], ['a', '', 'a3'], ['b', '', 'b1']);

    expect(takeAll(turns)).toEqual(['a1', 'b1', 'a2', 'a3']);
    expect(turns.size).toBe(0);
  });

  it('the identities of a network share its turns', () => {
    const turns = turnsOf(
      ['a', '1', 'a, user 1'],
      ['a', '2', 'a, user 2'],
      ['a', '3', 'a, user 3'],
      ['b', '', 'b1'],
      ['b', '', 'b2'],
    );

    expect(takeAll(turns)).toEqual(['a, user 1', 'b1', 'a, user 2', 'b2', 'a, user 3']);
  });

  it('a sender without an item to choose loses its turn', () => {
    const turns = turnsOf(['a', '', 'late'], ['b', '', 'b1']);
    const choose = (items: string[]) => {
      if (items[0] === 'late') items.shift();
      return items.shift();
    };

    expect(turns.take(choose)).toBe('b1');
    expect(turns.size).toBe(0);
  });

  it('the longest: the oldest item of the identity with the most, in the network with the most', () => {
    const turns = turnsOf(['a', '', 'a1'], ['b', '1', 'b1'], ['b', '2', 'b2'], ['b', '2', 'b3']);

    expect(turns.longest()).toBe(3);
    expect(turns.shiftLongest()).toBe('b2');
    expect([turns.sizeOf('a'), turns.sizeOf('b'), turns.size]).toEqual([1, 2, 3]);
  });

  it('removes items of all senders', () => {
    const turns = turnsOf(['a', '', 'old'], ['a', '', 'a2'], ['b', '', 'old']);
    turns.removeFromAll((items) => {
      if (items[0] === 'old') items.shift();
    });

    expect(takeAll(turns)).toEqual(['a2']);
  });
});
