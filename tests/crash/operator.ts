import mongoose from 'mongoose';
import { createLogger } from '../../platform/log.ts';
import { retryBooking } from '../../subgraphs/reservations/operator/saga/retry.ts';
import type { World } from './world.ts';

/** Retries a booking, as `npm run saga -- retry <id>` does. */
export async function retryByOperator({ stack, databases }: World, id: string): Promise<void> {
  const dbName = databases.reservations.name;
  const connection = await mongoose.createConnection(stack.mongoUrl, { dbName }).asPromise();
  const context = { connection, logger: createLogger('operator', 'silent') };
  try {
    const { hastened } = await retryBooking(context, id, { redisUrl: stack.redisUrl, now: new Date() });
    if (!hastened) throw new Error(`the job of ${id} was not promoted`);
  } finally {
    await connection.close();
  }
}
