import { describe, expect, it } from 'vitest';
import { seededRandom, shuffler } from './chance.ts';
import { cells, roundsOf, sampleOf } from './matrix.ts';
import { rows } from './rows.ts';
import { victims } from './victims.ts';

const shuffled = (seed: number) => shuffler(seededRandom(seed));

describe('the crash matrix', () => {
  it('has rows with unique names', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it('kills every victim: the relay at all of its points, the worker at all points of the saga', () => {
    const killedAt = (victim: string) => cells.filter((cell) => cell.victim === victim).map(({ row }) => row);
    for (const victim of victims) expect(killedAt(victim)).not.toEqual([]);
    expect(killedAt('worker')).toEqual(expect.arrayContaining(rows.filter(({ of }) => of === 'saga')));
    expect(killedAt('relay')).toEqual(rows.filter(({ of }) => of === 'relay'));
  });

  it('assigns every cell to a single round', () => {
    const rounds = roundsOf(cells, 14);
    const taken = rounds.flatMap(({ victim, rows: some }) => some.map((row) => `${victim} ${row.name}`));
    expect(taken.toSorted()).toEqual(cells.map(({ victim, row }) => `${victim} ${row.name}`).toSorted());
    expect(Math.max(...rounds.map(({ rows: some }) => some.length))).toBeLessThanOrEqual(14);
  });
});

describe('a sample of the crash matrix', () => {
  it.each([1, 2, 3, 42])(
    'has every victim with completed, compensated and cancelled bookings (seed %i)',
    (seed) => {
      const shuffle = shuffled(seed);
      const sample = sampleOf(shuffle(cells), shuffle);
      expect(new Set(sample.map(({ victim }) => victim))).toEqual(new Set(victims));
      for (const victim of victims.filter((each) => each !== 'relay')) {
        const stories = sample.filter((cell) => cell.victim === victim).map(({ row }) => row.scenario);
        expect(stories).toEqual(expect.arrayContaining(['completes', 'declined', 'cancelled']));
      }
    },
  );

  it('derives from the seed', () => {
    const namesOf = (seed: number) => {
      const shuffle = shuffled(seed);
      return sampleOf(shuffle(cells), shuffle).map(({ victim, row }) => `${victim} ${row.name}`);
    };
    expect(namesOf(42)).toEqual(namesOf(42));
    expect(namesOf(42)).not.toEqual(namesOf(43));
  });
});
