import type { Clock } from '../../../platform/clock.ts';
import { catalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import type { CatalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import { profileOperations } from '../../kit/profiler.ts';
import type { ProfiledOperation } from '../../kit/profiler.ts';
import type { SubgraphClient } from '../../kit/subgraph-client.ts';
import { startWorld } from '../../kit/world.ts';

export interface ReservationsUnderTest {
  client: SubgraphClient;
  /** The subgraph's own collections. */
  models: CatalogueModels;
  redisUrl: string;
  /** Its log so far: lines of JSON. */
  logged: readonly string[];
  /** The operations on the catalogue's collections that some work causes. */
  profiled: (work: () => Promise<void>) => Promise<ProfiledOperation[]>;
  close(): Promise<void>;
}

const catalogue = ['hotels', 'roomTypes', 'roomMonths', 'flights', 'quotes'];

/** Starts the reservations subgraph, without its worker, on stores of its own. */
export async function startReservationsUnderTest(clock: Clock): Promise<ReservationsUnderTest> {
  const world = await startWorld({ clock });
  const { router, logs } = await world.startReservations({ QUOTE_TTL_SECONDS: '600' });
  const connection = await world.database('reservations');
  return {
    client: router,
    models: catalogueModels(connection),
    redisUrl: world.stores.redisUrl,
    logged: logs,
    profiled: (work) => profileOperations(connection, catalogue, work),
    close: () => world.close(),
  };
}
