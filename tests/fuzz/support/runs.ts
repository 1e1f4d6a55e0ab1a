/**
 * How long to look, and where to begin: the same each time unless the environment says otherwise.
 * @param part how much of what the environment asks for is enough for a test that stands beside many of its kind
 */
export function fuzzing(numRuns: number, part = 1): { seed: number; numRuns: number } {
  const { FUZZ_SEED, FUZZ_RUNS } = process.env;
  return {
    seed: FUZZ_SEED === undefined ? 20_260 : Number(FUZZ_SEED),
    numRuns: FUZZ_RUNS === undefined ? numRuns : Math.ceil(Number(FUZZ_RUNS) * part),
  };
}

/** The most a test may take, however many runs are asked for. */
export const fuzzTimeoutMs = Number(process.env['FUZZ_TIMEOUT_MS'] ?? 120_000);
