import { runLoad } from './load.ts';
import type { LoadOrder } from './load.ts';

process.on('message', (order: LoadOrder) => {
  void runLoad(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
