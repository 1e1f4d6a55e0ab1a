import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Vitest would load graphql's ESM build while Apollo loads the CommonJS one, and `instanceof` fails
// between two builds. The alias makes both load one.
export const alias = [
  {
    find: /^graphql$/,
    replacement: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)),
  },
];

/**
 * Rings: `unit` (pure, beside the code), `conformance` (one supergraph a file), `integration` (real stores), `e2e`
 * (the running stack, one at a time). Files of the first two share loaded modules: to load them takes longer than to
 * run the tests.
 */
export default defineConfig({
  resolve: { alias },
  test: {
    // Tests mostly wait for stores; by default Vitest would run one file at a time on 2 cores.
    maxWorkers: 3,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: [
            '{platform,subgraphs,router,schema,dev,bench,tests/attacks,tests/crash,tests/model}/**/*.test.ts',
          ],
          testTimeout: 10_000,
          isolate: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          isolate: false,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['tests/{contract,fuzz,integration}/**/*.test.ts'],
          globalSetup: ['tests/kit/install-redis.ts', 'tests/kit/choose-mongodb.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: [
            'tests/kit/install-redis.ts',
            'tests/kit/choose-mongodb.ts',
            'tests/kit/shared-stack.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
