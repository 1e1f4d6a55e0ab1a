import type { RequestPoint, SagaPoint } from '../../kit/fault-points.ts';

/** The scheduler of a run. Each turn goes to a random operation that waits for it. */
export interface Turns {
  next(label: string): Promise<void>;
}

/** Thrown by a store operation without an answer: it may have happened or not. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
}

/** The stages of fault points: processes die there. */
export type Stage = SagaPoint['stage'] | RequestPoint['stage'];

/** A process runs turn by turn. Once dead, its promises never settle. */
export interface Process {
  isAlive(): boolean;
  /** Runs an atomic operation when its turn comes. */
  turn<Result>(label: string, act: () => Result): Promise<Result>;
  /** Work of the process for another part. @returns null where the process dies first */
  busy<Result>(work: Promise<Result>): Promise<Result | null>;
  /** Reaches a fault point. */
  reach(point: { stage: Stage }): Promise<void>;
  kill(): void;
  /** Dies at the nth fault point of that stage from now on. */
  dieAt(stage: Stage, nth: number): void;
  /** Its next store operation fails without an answer. `happens`: its effect takes place all the same. */
  disturb(happens: boolean): void;
  /** Cancels `dieAt` and `disturb`. */
  calm(): void;
}

/** @param time.maxTurnMs an operation that waits longer for its turn fails without an effect */
export function startProcess(
  name: string,
  turns: Turns,
  time: { now(): number; maxTurnMs: number },
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
      if (time.now() - since >= time.maxTurnMs) throw new StoreFault(`${label} took too long`);
      const trouble = disturbance;
      disturbance = null;
      if (trouble?.happens === false) throw new StoreFault(`${label} was lost`);
      const result = act();
      if (trouble !== null) throw new StoreFault(`${label} was not answered`);
      return result;
    },
    busy: (work) => Promise.race([work, died]),
    async reach({ stage }) {
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
