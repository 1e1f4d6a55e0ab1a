// A harmless load: takes a share of a core, in slices of 10 ms.
import { answerOrders } from '../messages.ts';

export interface SpinnerOrder {
  /** From 0 to 1. */
  share: number;
}

const sliceMs = 10;
let share = 0;
setInterval(() => {
  const until = performance.now() + sliceMs * share;
  while (performance.now() < until);
}, sliceMs);

answerOrders((order: SpinnerOrder) => {
  ({ share } = order);
  return null;
});
