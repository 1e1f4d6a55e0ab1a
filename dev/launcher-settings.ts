import { z } from 'zod';
import { integer, processSettings } from '../platform/config.ts';

/** The settings of `npm start` itself. It passes all others on to the processes. */
export const launcherSettings = z.object({
  LOG_LEVEL: processSettings.shape.LOG_LEVEL,
  PORT: integer(1, 65_535)
    .optional()
    .describe("The router's port. Unset: 4000, or a free port where 4000 is taken."),
  DATA_DIRECTORY: z.string().default('.data').describe('The folder of keys and local stores.'),
  MONGODB_SERVER: z
    .enum(['auto', 'mongod', 'embedded'])
    .default('auto')
    .describe(
      'The MongoDB server to start without `MONGODB_URL`: a `mongod` of the PATH or the embedded server. `auto` takes the server that has the data of `DATA_DIRECTORY`; in a new directory, a usable `mongod` first.',
    ),
  DEMO_SIZE: z
    .enum(['full', 'small', 'none'])
    .default('full')
    .describe('The demo data: `full` has 180 days of inventory, `small` 100.'),
});

export type LauncherConfig = z.infer<typeof launcherSettings>;
