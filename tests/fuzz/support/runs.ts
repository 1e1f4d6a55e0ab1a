/**
 * The seed and the number of runs: constant unless `FUZZ_SEED` and `FUZZ_RUNS` are set.
 * @param part the share of `FUZZ_RUNS` for each of many similar tests
 */
export function fuzzing(numRuns: number, part = 1): { seed: number; numRuns: number } {
  const { FUZZ_SEED, FUZZ_RUNS } = process.env;
  return {
    seed: FUZZ_SEED === undefined ? 20_260 : Number(FUZZ_SEED),
    numRuns: FUZZ_RUNS === undefined ? numRuns : Math.ceil(Number(FUZZ_RUNS) * part),
  };
}

/** The time limit of a test. */
export const fuzzTimeoutMs = Number(process.env['FUZZ_TIMEOUT_MS'] ?? 120_000);
