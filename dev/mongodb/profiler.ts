import { ObjectId } from 'bson';
import type { Catalog } from './catalog.ts';
import type { Usage } from './query.ts';
import { encodeDocument, type Doc } from './values.ts';

const maxEntries = 10_000;

export interface Operation {
  op: 'query' | 'insert' | 'update' | 'remove' | 'getmore' | 'command';
  ns: string;
  command: Doc;
  usage: Usage;
  returned: number;
  millis: number;
}

/** Writes `system.profile`: https://www.mongodb.com/docs/manual/reference/database-profiler/ */
export class Profiler {
  private readonly levels = new Map<string, number>();
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  level(database: string): number {
    return this.levels.get(database) ?? 0;
  }

  setLevel(database: string, level: number): void {
    this.levels.set(database, level);
  }

  record(database: string, operation: Operation): void {
    if (this.level(database) < 2) return;
    const { op, ns, command, usage, returned, millis } = operation;
    const entries = this.catalog.volatile(database, 'system.profile');
    entries.insert(
      encodeDocument({
        // MongoDB's own entries have no `_id`; here every collection is keyed by it.
        _id: new ObjectId(),
        op,
        ns,
        command,
        keysExamined: usage.keysExamined,
        docsExamined: usage.docsExamined,
        nreturned: returned,
        planSummary: [...new Set(usage.plans)].join(', '),
        millis,
        ts: new Date(),
      }),
    );
    const oldest = entries.documents.size > maxEntries ? entries.documents.values().next().value : undefined;
    if (oldest) entries.remove(oldest);
  }
}
