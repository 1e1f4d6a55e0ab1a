import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const sources = [
  'platform/config.ts',
  'subgraphs/users/config.ts',
  'subgraphs/orders/config.ts',
  'subgraphs/reservations/config.ts',
  'subgraphs/reservations/worker-config.ts',
  'router/config.ts',
  'dev/start.ts',
];

describe('.env.example', () => {
  it.each(sources)('names every setting of %s', (path) => {
    const settings = [...read(path).matchAll(/^ {2,4}([A-Z][A-Z_]+):/gm)].map(([, name]) => name ?? '');
    expect(settings.length).toBeGreaterThan(0);
    const example = read('.env.example');
    expect(settings.filter((name) => !new RegExp(`\\b${name}\\b`).test(example))).toEqual([]);
  });
});
