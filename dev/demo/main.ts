import { z } from 'zod';
import { parseConfig, processSettings } from '../../platform/config.ts';
import { createLogger } from '../../platform/log.ts';
import { mongoSettings } from '../../platform/stores/mongo-settings.ts';
import { connectMongo } from '../../platform/stores/mongo.ts';
import { loadAccounts } from './accounts.ts';
import { bookDemoTrips } from './bookings.ts';
import { loadCatalogue } from './catalogue.ts';

const settings = z.object({
  ...processSettings.shape,
  ...mongoSettings.shape,
  USERS_DATABASE: z.string().default('wayfare_users'),
  RESERVATIONS_DATABASE: z.string().default('wayfare_reservations'),
  /** The number of days with inventory: 180 for `full`, 100 for `small`. */
  DEMO_SIZE: z.enum(['full', 'small']).default('full'),
  /** If set, the loader only books the customers' trips through this router. */
  ROUTER_URL: z.url().optional(),
});
const daysOf = { full: 180, small: 100 } as const;

const config = parseConfig(settings, process.env);
const logger = createLogger('demo', config.LOG_LEVEL);

async function database(name: string) {
  return connectMongo({ url: config.MONGODB_URL, database: name, poolSize: 4, logger });
}

if (config.ROUTER_URL !== undefined) {
  await bookDemoTrips(config.ROUTER_URL, logger);
  logger.info('demo trips booked');
} else {
  const [users, reservations] = await Promise.all([
    database(config.USERS_DATABASE),
    database(config.RESERVATIONS_DATABASE),
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const [added] = await Promise.all([
    loadCatalogue(reservations, today, daysOf[config.DEMO_SIZE]),
    loadAccounts(users),
  ]);
  logger.info({ daysAdded: added }, added === 0 ? 'demo data up to date' : 'demo data loaded');
  await Promise.all([users.close(), reservations.close()]);
}
