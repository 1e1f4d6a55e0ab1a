import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../../platform/log.ts';
import { connectMongo } from '../../../platform/stores/mongo.ts';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startTcpProxy } from '../../kit/tcp-proxy.ts';

const logger = createLogger('test', 'silent');

describe('prepareModels', () => {
  let stores: Stores;
  const opened: Connection[] = [];
  beforeAll(async () => {
    stores = await startStores();
  });
  afterAll(async () => {
    for (const connection of opened) await connection.close();
    await stores.close();
  });

  async function connect(database: string, url = stores.mongoUrl): Promise<Connection> {
    const connection = await connectMongo({ url, database, poolSize: 2, selectionTimeoutMs: 500, logger });
    opened.push(connection);
    return connection;
  }

  /** A model whose documents live for so long. */
  function parcels(connection: Connection, expireAfterSeconds: number, unique = false) {
    const schema = new mongoose.Schema({ sentAt: Date, number: Number }, { collection: 'parcels' });
    schema.index({ sentAt: 1 }, { expireAfterSeconds });
    schema.index({ number: 1 }, { unique });
    return connection.model('Parcel', schema);
  }

  it('changes the lifetime of documents where the setting has changed since', async () => {
    const database = stores.uniqueDatabase('indexes');
    await prepareModels(parcels(await connect(database), 60).db);

    const model = parcels(await connect(database), 120);
    await prepareModels(model.db);

    const indexes = await model.collection.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { sentAt: 1 }, expireAfterSeconds: 120 }));
  });

  it('refuses any other difference: an index with the same name and other options', async () => {
    const database = stores.uniqueDatabase('indexes');
    await prepareModels(parcels(await connect(database), 60).db);

    const changed = parcels(await connect(database), 60, true);

    await expect(prepareModels(changed.db)).rejects.toThrow(/existing index|different options|same name/i);
  });

  it('waits for a server that is silent, and then creates the indexes', async () => {
    const proxy = await startTcpProxy(stores.mongoUrl);
    const url = `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`;
    const model = parcels(await connect(stores.uniqueDatabase('indexes'), url), 60);
    const waiting: unknown[] = [];
    const lines = createLogger('test', 'warn', {
      write(line) {
        waiting.push(JSON.parse(line));
        proxy.thaw();
      },
    });

    proxy.freeze();
    await prepareModels(model.db, { logger: lines });

    expect(waiting).toMatchObject([{ msg: 'waiting for the indexes of parcels' }]);
    expect(await model.collection.indexes()).toHaveLength(3);
    await model.db.close();
    await proxy.close();
  });
});
