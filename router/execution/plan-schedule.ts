import type { EntityFetch } from './entity-fetch.ts';
import type { ExecutionState, PlanStep } from './execution-state.ts';
import type { MergeGroup, ReadyFetch } from './merged-fetch.ts';

/** A fetch of a plan. */
export interface ScheduledFetch {
  /** A step of its own, or an entity fetch: its request may be merged with others. */
  work: PlanStep | EntityFetch;
  /** Null when it has nothing to be merged with. */
  group: MergeGroup | null;
  /** Indices of the fetches whose results it needs. */
  dependencies: readonly number[];
}

interface Schedule {
  fetches: readonly (ScheduledFetch & {
    dependents: readonly number[];
    /** Indices of the fetches of its group that can become ready at the same time. */
    mates: readonly number[];
  })[];
  /** Indices of the fetches without dependencies. */
  first: readonly number[];
}

/**
 * Runs each fetch as soon as its dependencies have finished. Entity fetches of a group that become ready in the same turn
 * of the event loop share a request: a ready fetch waits for no response.
 */
export function compileSchedule(fetches: readonly ScheduledFetch[]): PlanStep {
  const needed = neededBy(fetches);
  const schedule: Schedule = {
    fetches: fetches.map((fetch, index) => ({
      ...fetch,
      dependents: [...fetches.keys()].filter((other) => fetches[other]?.dependencies.includes(index)),
      mates: [...fetches.keys()].filter(
        (other) =>
          other !== index &&
          fetch.group !== null &&
          fetches[other]?.group === fetch.group &&
          needed[other]?.has(index) === false &&
          needed[index]?.has(other) === false,
      ),
    })),
    first: [...fetches.keys()].filter((index) => fetches[index]?.dependencies.length === 0),
  };
  return (state) => new PlanRun(schedule, state).start();
}

/** Indices of all fetches that each fetch needs, also through others. A fetch needs only earlier ones. */
function neededBy(fetches: readonly ScheduledFetch[]): Set<number>[] {
  const needed: Set<number>[] = [];
  for (const { dependencies } of fetches) {
    needed.push(new Set(dependencies.flatMap((other) => [other, ...(needed[other] ?? [])])));
  }
  return needed;
}

/** An execution of a plan. A class, because each request has its own. */
class PlanRun {
  readonly #schedule: Schedule;
  readonly #state: ExecutionState;
  /** Unfinished dependencies of each fetch. */
  readonly #waitsFor: number[];
  /** Ready fetches of each group that are not sent yet. */
  readonly #gathered = new Map<MergeGroup, { ready: ReadyFetch[]; indices: number[] }>();
  #waitsForTurn = false;
  #underWay = 0;
  #end: (() => void) | null = null;
  #fail: ((error: unknown) => void) | null = null;

  constructor(schedule: Schedule, state: ExecutionState) {
    this.#schedule = schedule;
    this.#state = state;
    this.#waitsFor = schedule.fetches.map(({ dependencies }) => dependencies.length);
  }

  /** @returns undefined when it finished synchronously */
  start(): Promise<void> | undefined {
    this.#run([...this.#schedule.first]);
    if (this.#underWay === 0) return undefined;
    return new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  /** @param queue indices of fetches that are ready. Those that finish at once make others ready, and add them. */
  #run(queue: number[]): void {
    if (this.#state.halted) return;
    for (const index of queue) {
      const fetch = this.#schedule.fetches[index];
      if (fetch === undefined) continue;
      const { work, group } = fetch;
      if (typeof work === 'function') {
        this.#track(work(this.#state), [index], queue);
        continue;
      }
      const entities = work.entitiesIn(this.#state);
      if (entities === null) this.#finish(index, queue);
      else if (entities instanceof Promise) this.#track(entities, [index], queue);
      else if (group === null) this.#track(work.send(entities, this.#state), [index], queue);
      else {
        const others = this.#gathered.get(group) ?? { ready: [], indices: [] };
        others.ready.push({ entityFetch: work, entities });
        others.indices.push(index);
        this.#gathered.set(group, others);
      }
    }
    this.#sendGathered(queue);
  }

  /** Sends the fetches of each group. While others of the group may come, it waits until the event loop's turn ends. */
  #sendGathered(queue: number[], isTurnOver = false): void {
    for (const [group, { ready, indices }] of this.#gathered) {
      if (!isTurnOver && indices.some((index) => this.#hasMatesToCome(index))) {
        this.#waitForTurn();
        continue;
      }
      this.#gathered.delete(group);
      this.#track(group.send(ready, this.#state), indices, queue);
    }
  }

  #hasMatesToCome(index: number): boolean {
    return this.#schedule.fetches[index]?.mates.some((mate) => this.#waitsFor[mate] !== 0) === true;
  }

  #waitForTurn(): void {
    if (this.#waitsForTurn) return;
    this.#waitsForTurn = true;
    this.#underWay += 1;
    setImmediate(() => {
      this.#waitsForTurn = false;
      this.#underWay -= 1;
      if (!this.#state.halted) this.#sendGathered([], true);
      if (this.#underWay === 0) this.#end?.();
    });
  }

  #track(step: Promise<void> | undefined, indices: readonly number[], queue: number[]): void {
    if (step === undefined) {
      for (const index of indices) this.#finish(index, queue);
      return;
    }
    this.#underWay += 1;
    step.then(
      () => {
        this.#underWay -= 1;
        const ready: number[] = [];
        for (const index of indices) this.#finish(index, ready);
        if (ready.length > 0) this.#run(ready);
        if (this.#underWay === 0) this.#end?.();
      },
      (error: unknown) => this.#fail?.(error),
    );
  }

  /** Adds the fetches that are ready now. */
  #finish(index: number, ready: number[]): void {
    for (const dependent of this.#schedule.fetches[index]?.dependents ?? []) {
      const waitsFor = (this.#waitsFor[dependent] ?? 0) - 1;
      this.#waitsFor[dependent] = waitsFor;
      if (waitsFor === 0) ready.push(dependent);
    }
  }
}
