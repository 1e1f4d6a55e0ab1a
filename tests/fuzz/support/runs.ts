/** How long to look, and where to begin: the same each time unless the environment says otherwise. */
export function fuzzing(numRuns: number): { seed: number; numRuns: number } {
  const { FUZZ_SEED, FUZZ_RUNS } = process.env;
  return {
    seed: FUZZ_SEED === undefined ? 20_260 : Number(FUZZ_SEED),
    numRuns: FUZZ_RUNS === undefined ? numRuns : Number(FUZZ_RUNS),
  };
}

/** The most a test may take, however many runs are asked for. */
export const fuzzTimeoutMs = Number(process.env['FUZZ_TIMEOUT_MS'] ?? 120_000);
