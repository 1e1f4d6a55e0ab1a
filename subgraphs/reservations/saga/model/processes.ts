import type { IntakePoint } from '../intake-points.ts';
import type { SagaPoint } from '../engine.ts';

/** Lets one thing after the other happen: the scheduler of a run. Every turn is given to one of those who wait for it. */
export interface Turns {
  next(label: string): Promise<void>;
}

/** Thrown where a store gives no answer: what was asked of it may have happened. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
}

/** A stage of a saga's or a request's way at which processes die. */
export type Stage = SagaPoint['stage'] | IntakePoint['stage'];

/** A process: what it does happens turn by turn, and nothing more once it is dead. */
export interface Process {
  isAlive(): boolean;
  /** Does something all at once, when its turn comes. It is never answered where the process died meanwhile. */
  turn<Result>(label: string, act: () => Result): Promise<Result>;
  /** Something that the process does for somebody, who is told null where it dies before it is done. */
  busy<Result>(work: Promise<Result>): Promise<Result | null>;
  /** Passes a point at which processes may die. */
  at(point: { stage: Stage }): Promise<void>;
  kill(): void;
  /** Dies at the so manieth point from now on that has that stage. */
  dieAt(stage: Stage, nth: number): void;
  /** Its next write or read of a store is not answered; it happens or not. */
  disturb(happens: boolean): void;
  /** Nothing is in its way any more. */
  calm(): void;
}

/** @param longestTurnMs a write that is under way for longer is given up: it does not happen */
export function startProcess(
  name: string,
  turns: Turns,
  time: { now(): number; longestTurnMs: number },
): Process {
  let alive = true;
  let die = (): void => undefined;
  const died = new Promise<null>((resolve) => {
    die = () => {
      alive = false;
      resolve(null);
    };
  });
  let doom: { stage: Stage; left: number } | null = null;
  let disturbance: { happens: boolean } | null = null;
  const never = <Result>() => new Promise<Result>(() => undefined);

  return {
    isAlive: () => alive,
    async turn<Result>(label: string, act: () => Result): Promise<Result> {
      if (!alive) return never();
      const since = time.now();
      await turns.next(`${name} ${label}`);
      if (isDead()) return never();
      if (time.now() - since >= time.longestTurnMs) throw new StoreFault(`${label} took too long`);
      const trouble = disturbance;
      disturbance = null;
      if (trouble?.happens === false) throw new StoreFault(`${label} did not get there`);
      const result = act();
      if (trouble !== null) throw new StoreFault(`${label} was not answered`);
      return result;
    },
    busy: (work) => Promise.race([work, died]),
    async at({ stage }) {
      if (!alive) return never();
      if (doom?.stage !== stage) return;
      doom.left -= 1;
      if (doom.left > 0) return;
      die();
      return never();
    },
    kill() {
      die();
    },
    dieAt(stage, nth) {
      doom = { stage, left: nth };
    },
    disturb(happens) {
      disturbance = { happens };
    },
    calm() {
      doom = null;
      disturbance = null;
    },
  };

  function isDead(): boolean {
    return !alive;
  }
}
