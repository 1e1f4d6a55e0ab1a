import { MongoClient, MongoServerError } from 'mongodb';
import type { Db, Document } from 'mongodb';
import { loopback } from '../ports.ts';
import { ForeignProcessError } from '../supervisor.ts';

/** The name of the replica set of a local `mongod`. */
export const replicaSetName = 'wayfare';

const notYetInitialized = 94;
const alreadyInitialized = 23;

/** The address of a local `mongod` for Wayfare's processes. */
export function mongodUrl(port: number): string {
  return `mongodb://${loopback}:${port}/?replicaSet=${replicaSetName}`;
}

/**
 * Makes a `mongod` the primary of a replica set of one, step by step: call it until it answers true.
 * @param pid its process id
 * @throws ForeignProcessError where another process answers
 */
export async function becomesPrimary(port: number, pid: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://${loopback}:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: 1_000,
    connectTimeoutMS: 1_000,
  });
  try {
    const admin = client.db('admin');
    if (Number((await admin.command({ serverStatus: 1 }))['pid']) !== pid) {
      throw new ForeignProcessError(`another process answers at port ${port}. Stop it.`);
    }
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return true;
    await configure(admin, `${loopback}:${port}`);
    return false;
  } finally {
    await client.close();
  }
}

/** Creates the configuration, or gives it the port of this start. Neither has an effect on a configuration in order. */
async function configure(admin: Db, host: string): Promise<void> {
  const config = await currentConfig(admin);
  if (config === null) {
    await admin
      .command({ replSetInitiate: { _id: replicaSetName, members: [{ _id: 0, host }] } })
      .catch((error: unknown) => {
        if (!hasCode(error, alreadyInitialized)) throw error;
      });
    return;
  }
  const [member] = config['members'] as Document[];
  if (member?.['host'] === host) return;
  // A member whose own address is not in the configuration is REMOVED and has no primary: only force reaches it.
  // https://www.mongodb.com/docs/manual/tutorial/reconfigure-replica-set-with-unavailable-members/
  await admin.command({
    replSetReconfig: { ...config, version: Number(config['version']) + 1, members: [{ ...member, host }] },
    force: true,
  });
}

/** Null before the replica set is initiated. */
async function currentConfig(admin: Db): Promise<Document | null> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))['config'] as Document;
  } catch (error) {
    if (hasCode(error, notYetInitialized)) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof MongoServerError && error.code === code;
}
