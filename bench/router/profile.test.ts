import { expect, it } from 'vitest';
import { costliest } from './profile.ts';
import { root } from './targets.ts';

const frame = (functionName: string, path: string) => ({
  ...{ functionName, url: path === '' ? '' : `file://${root}${path}`, lineNumber: 6 },
});

it('adds up the self time of each function, as a fraction of the time that was not idle', () => {
  const found = costliest(
    {
      nodes: [
        { id: 1, callFrame: frame('merge', 'router/json.ts') },
        { id: 2, callFrame: frame('(idle)', '') },
        { id: 3, callFrame: frame('parse', 'node_modules/graphql/language/parser.js') },
        // The same function with another caller.
        { id: 4, callFrame: frame('merge', 'router/json.ts') },
      ],
      samples: [1, 2, 3, 4],
      timeDeltas: [100, 9_000, 100, 200],
    },
    1,
  );
  expect(found).toEqual([{ where: 'merge router/json.ts:7', share: 0.75 }]);
});
