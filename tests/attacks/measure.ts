import { peakMemoryBytes, resetPeakMemory } from '../../bench/router/load/memory.ts';
import type { Attack } from './attack.ts';
import type { AttackResult } from './helpers/attacker.ts';
import type { SpinnerOrder } from './helpers/spinner.ts';
import { bounds, faultsOf, isUndisturbed } from './judge.ts';
import type { HonestKinds, Measurement } from './judge.ts';
import { startHelper } from './messages.ts';
import type { TargetFacts } from './attack.ts';
import type { HonestClient, Scene, World } from './world.ts';

export interface AttackReport {
  readonly attack: Attack;
  readonly measured: Measurement;
  /** The broken promises. */
  readonly faults: readonly string[];
  /** The last log lines of the router, for a broken promise. */
  readonly log: string;
}

/** The idle p99 at shares of a core that a harmless process takes beside the honest client, ascending. */
export type Baseline = readonly { readonly share: number; readonly p99Ms: Measurement['idleP99Ms'] }[];

const shares = [0, 1];
/** Enough for `bounds.minSamples` at the rate of the honest client. */
const baselineSeconds = 4;
const settleMs = 500;
/** The time that a look at recovering honest requests takes. */
const recoveryLookMs = 1_000;
/** A busy machine starts the processes of the stack slowly. */
const warmUpRounds = 10;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function honestDuring(honest: HonestClient, during: () => Promise<unknown>): Promise<HonestKinds> {
  await honest.ask('start');
  await during();
  const kinds = await honest.ask('stop');
  if (kinds === null) throw new Error('expected the latencies of the honest client');
  return kinds;
}

/** @throws Error where honest requests fail without an attack, also after some time to warm up */
export async function measureBaseline({ honest }: Scene): Promise<Baseline> {
  const spinner = await startHelper<SpinnerOrder, null>(new URL('helpers/spinner.ts', import.meta.url));
  const measure = () => honestDuring(honest, () => pause(baselineSeconds * 1_000));
  try {
    for (let round = 0; round < warmUpRounds && hasFailures(await measure()); round += 1);
    const baseline = [];
    for (const share of shares) {
      await spinner.ask({ share });
      const kinds = await measure();
      if (hasFailures(kinds)) {
        throw new Error(`the honest client fails without an attack: ${JSON.stringify(kinds)}`);
      }
      baseline.push({ share, p99Ms: { query: kinds.query.p99Ms, health: kinds.health.p99Ms } });
    }
    return baseline;
  } finally {
    await spinner.stop();
  }
}

function hasFailures({ query, health }: HonestKinds): boolean {
  return Object.keys({ ...query.failures, ...health.failures }).length > 0;
}

/** The baseline beside at least as much load as the attacker took. */
export function idleBeside(baseline: Baseline, share: number): Measurement['idleP99Ms'] {
  const found = baseline.find((each) => each.share >= share) ?? baseline.at(-1);
  if (found === undefined) throw new Error('expected a baseline');
  return found.p99Ms;
}

/** The options of a run of one attack. */
interface RunOptions {
  baseline: Baseline;
  /** Of the attack, in the corpus. */
  index: number;
  attempts: number;
  /** Below it, a p99 is not judged. */
  floorMs: number;
}

/** Runs an attack; where it breaks a promise, once more: the second run counts. */
export async function runAttack(world: World, attack: Attack, options: RunOptions): Promise<AttackReport> {
  const { index, attempts } = options;
  let report = await runOnce(world, attack, world.factsFor(attack, index, 0), options);
  for (
    let attempt = 1;
    attempt < attempts && report.faults.length > 0 && attack.open === undefined;
    attempt += 1
  ) {
    // Other addresses and accounts: the limits of the first run still count.
    report = await runOnce(world, attack, world.factsFor(attack, index, attempt), options);
  }
  return report;
}

/** @returns the seconds until honest requests are as quick as before; null where that takes too long */
async function recovery(
  honest: HonestClient,
  idleP99Ms: Measurement['idleP99Ms'],
  floorMs: number,
): Promise<number | null> {
  const startedAt = performance.now();
  const elapsedSeconds = () => (performance.now() - startedAt) / 1_000;
  while (elapsedSeconds() < bounds.recoverySeconds) {
    const kinds = await honestDuring(honest, () => pause(recoveryLookMs));
    if (isUndisturbed(kinds, idleP99Ms, floorMs)) return elapsedSeconds();
  }
  return null;
}

async function runOnce(
  world: World,
  attack: Attack,
  facts: TargetFacts,
  { baseline, floorMs }: RunOptions,
): Promise<AttackReport> {
  const { router, honest } = world.sceneOf(attack);
  await router.revive();
  const attacked = router.process();
  const { pid } = attacked;
  const logFrom = attacked.output().length;
  const state = { hasEnded: false };
  void attacked.ended.then(() => (state.hasEnded = true));
  const attacker = await startHelper<TargetFacts, AttackResult>(
    new URL('helpers/attacker.ts', import.meta.url),
    [attack.name],
  );
  await pause(settleMs);
  resetPeakMemory(pid);
  let result: AttackResult | undefined;
  const kinds = await honestDuring(honest, async () => {
    result = await attacker.ask(facts);
  }).finally(() => attacker.stop());
  if (result === undefined) throw new Error(`expected the outcome of ${attack.name}`);
  const { tally, processorMs, tookMs } = result;
  const idleP99Ms = idleBeside(baseline, processorMs / tookMs);
  const measured: Measurement = {
    ...{ tally, honest: kinds, hasEnded: state.hasEnded },
    peakBytes: state.hasEnded ? null : peakMemoryBytes(pid),
    idleP99Ms,
    recoveredAfterSeconds: attack.overloads === true ? await recovery(honest, idleP99Ms, floorMs) : null,
    leaks: world.leaks(),
    log: attacked.output(),
  };
  const faults = faultsOf(attack, measured, floorMs);
  return {
    attack,
    measured,
    faults,
    log: faults.length === 0 ? '' : attacked.output().slice(logFrom).slice(-4_000),
  };
}
