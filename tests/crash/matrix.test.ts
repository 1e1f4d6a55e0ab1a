import { describe, expect, it } from 'vitest';
import { seededRandom, shuffler } from './chance.ts';
import { cells, roundsOf, sampleOf } from './matrix.ts';
import { rows } from './rows.ts';
import { victims } from './victims.ts';

const shuffled = (seed: number) => shuffler(seededRandom(seed));

describe('the crash matrix', () => {
  it('names every row once', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it('kills every process, the relay at all of its points and the worker at all of those of the saga', () => {
    const killedAt = (victim: string) => cells.filter((cell) => cell.victim === victim).map(({ row }) => row);
    for (const victim of victims) expect(killedAt(victim)).not.toEqual([]);
    expect(killedAt('worker')).toEqual(expect.arrayContaining(rows.filter(({ of }) => of === 'saga')));
    expect(killedAt('relay')).toEqual(rows.filter(({ of }) => of === 'relay'));
  });

  it('takes every cell once', () => {
    const rounds = roundsOf(cells, 14);
    const taken = rounds.flatMap(({ victim, rows: some }) => some.map((row) => `${victim} ${row.name}`));
    expect(taken.toSorted()).toEqual(cells.map(({ victim, row }) => `${victim} ${row.name}`).toSorted());
    expect(Math.max(...rounds.map(({ rows: some }) => some.length))).toBeLessThanOrEqual(14);
  });
});

describe('a sample of it', () => {
  it.each([1, 2, 3, 42])('has every process, and ways forward, back and cancelled (seed %i)', (seed) => {
    const shuffle = shuffled(seed);
    const sample = sampleOf(shuffle(cells), shuffle);
    expect(new Set(sample.map(({ victim }) => victim))).toEqual(new Set(victims));
    for (const victim of victims.filter((each) => each !== 'relay')) {
      const stories = sample.filter((cell) => cell.victim === victim).map(({ row }) => row.story);
      expect(stories).toEqual(expect.arrayContaining(['completes', 'declined', 'cancelled']));
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const namesOf = (seed: number) => {
      const shuffle = shuffled(seed);
      return sampleOf(shuffle(cells), shuffle).map(({ victim, row }) => `${victim} ${row.name}`);
    };
    expect(namesOf(42)).toEqual(namesOf(42));
    expect(namesOf(42)).not.toEqual(namesOf(43));
  });
});
