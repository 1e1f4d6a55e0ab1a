import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { alias } from '../../vitest.config.ts';

const setupFiles = [fileURLToPath(new URL('expect-lacks.ts', import.meta.url))];

/** The tests that a foreign MongoDB server judges: `main.ts` runs them with its address in `MONGODB_URL`. */
// eslint-disable-next-line no-restricted-syntax -- Vitest reads the default export.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { alias },
  test: {
    maxWorkers: 3,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'foreign server',
          include: [
            'tests/{contract/,}mongodb/**/*.test.ts',
            'tests/integration/{booking,orders}/**/*.test.ts',
          ],
          // These test the embedded server alone.
          exclude: ['tests/contract/mongodb/{damaged-log,durability,failing-disk,wire}.test.ts'],
          globalSetup: ['tests/kit/install-redis.ts'],
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'foreign server, e2e',
          include: ['tests/e2e/booking/**/*.test.ts'],
          globalSetup: ['tests/kit/install-redis.ts', 'tests/kit/shared-stack.ts'],
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
