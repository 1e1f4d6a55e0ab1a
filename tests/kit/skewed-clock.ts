import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The wall clock of processes under test. */
export interface SkewedClock {
  /** For the environment of each process: `overrides: { worker: skewed.environment }`. Restarts keep the skew. */
  environment: { NODE_OPTIONS: string; CLOCK_OFFSET_FILE: string };
  /** Sets running processes ahead of the machine's clock, or behind; they follow within 50 ms. */
  setAheadBy(seconds: number): Promise<void>;
  remove(): Promise<void>;
}

const preload = pathToFileURL(join(import.meta.dirname, 'skewed-clock-preload.js')).href;

/**
 * Creates a wall clock for processes under test, right at first. Give its `environment` to a process, built or not, then
 * change it while the process runs: `const clock = await createSkewedClock(); await clock.setAheadBy(30 * 60)`. A process
 * that restarts while it is far off becomes ready only with a larger `CLOCK_MAX_SKEW_SECONDS`.
 */
export async function createSkewedClock(aheadBySeconds = 0): Promise<SkewedClock> {
  const directory = await mkdtemp(join(tmpdir(), 'wayfare-clock-'));
  const file = join(directory, 'offset-ms');
  async function setAheadBy(seconds: number): Promise<void> {
    const next = `${file}.next`;
    await writeFile(next, String(seconds * 1_000));
    await rename(next, file);
  }
  await setAheadBy(aheadBySeconds);
  return {
    environment: { NODE_OPTIONS: `--import ${preload}`, CLOCK_OFFSET_FILE: file },
    setAheadBy,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
