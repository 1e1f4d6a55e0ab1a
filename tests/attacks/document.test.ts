import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attackClasses } from './attack.ts';
import { attackNamed, attacks } from './corpus.ts';
import { documentPath, withTables } from './document.ts';
import type { AttackReport } from './measure.ts';
import { reportText, totalsText } from './print.ts';

const honest = { samples: 72, p99Ms: 41.4, failures: {} };
const reports: AttackReport[] = attacks.map((attack) => ({
  attack,
  measured: {
    tally: { '200': 2, '400 OPERATION_TOO_LARGE': 545 },
    honest: { query: honest, health: honest },
    idleP99Ms: { query: 30, health: 10 },
    peakBytes: 300 * 1024 ** 2,
    hasEnded: false,
    ...{ leaks: [], log: '', recoveredAfterSeconds: null },
  },
  faults: [],
  log: '',
}));
const run = (seed: number) => ({ seed, machine: 'two cores' });
const text = readFileSync(documentPath, 'utf8');

describe('docs/attacks.md', () => {
  it('has a place for the tables, which are replaced', () => {
    const once = withTables(text, reports, run(1));
    expect(withTables(once, reports, run(2))).toBe(withTables(text, reports, run(2)));
    expect(once).toContain('seed 1. Measured on two cores.');
  });

  it('has a line for each attack of the corpus, with its outcome', () => {
    for (const { name } of attacks) expect(text).toContain(`| ${name} `);
    const line = '| 400 OPERATION_TOO_LARGE × 545, 200 × 2 | 300 MB | 41 (30), 41 (10) |';
    expect(withTables(text, reports, run(1)).split(line)).toHaveLength(attacks.length + 1);
  });

  it('says which attacks broke a promise', () => {
    const [first, ...others] = reports;
    if (first === undefined) throw new Error('expected an attack');
    const broken = { ...first, faults: ['the router ended', 'no outcome'] };
    expect(withTables(text, [broken, ...others], run(1))).toContain(
      `**Broken:** ${first.attack.name}: the router ended; no outcome`,
    );
  });

  it('names the bounds that the judge applies', () => {
    expect(text).toContain('512 MB');
    expect(text).toContain('250 ms');
  });
});

describe('the corpus', () => {
  it('has different names, and attacks of every class', () => {
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
    expect(new Set(attacks.map((attack) => attack.class))).toEqual(new Set(attackClasses));
    expect(() => attackNamed('no such attack')).toThrow('got no such attack');
  });

  it('the sample has attacks of most classes, and no open attack', () => {
    const sample = attacks.filter(({ inSample }) => inSample === true);
    expect(sample.filter(({ open }) => open !== undefined)).toEqual([]);
    expect(new Set(sample.map((attack) => attack.class)).size).toBeGreaterThanOrEqual(9);
  });
});

describe('the printed report', () => {
  const [report] = reports;
  if (report === undefined) throw new Error('expected an attack');

  it('says whether the attack held, and why not', () => {
    expect(reportText(report)).toMatch(/^held /);
    const broken = { ...report, faults: ['the router ended'] };
    expect(reportText(broken)).toMatch(/^broken .+\n +! the router ended$/);
    expect(totalsText([report, broken])).toBe('2 attacks: 1 held, 1 broken, 0 open');
  });

  it('an open attack counts apart, with any broken promise', () => {
    const open = {
      ...report,
      attack: { ...report.attack, open: 'no limit yet' },
      faults: ['the router ended'],
    };
    expect(totalsText([open])).toBe('1 attacks: 0 held, 0 broken, 1 open');
    expect(reportText(open)).toContain('open: no limit yet');
  });
});
