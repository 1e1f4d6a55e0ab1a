import { Binary } from 'bson';
import { MongoError } from './errors.ts';
import { asNumber, isDoc, type Doc } from './values.ts';

/** https://www.mongodb.com/docs/manual/reference/parameters/#mongodb-parameter-param.localLogicalSessionTimeoutMinutes */
export const sessionTimeoutMinutes = 30;

/** The results of the last retryable write of a session, by statement. */
export interface SessionWrites {
  id: string;
  txnNumber: number;
  atMs: number;
  results: ReadonlyMap<number, Doc>;
}

/** A running write command: a retry answers the statements that have been executed from their results. */
export interface RetryableWrite {
  /** The result of an executed statement. */
  resultOf(statement: number): Doc | undefined;
  executed(statement: number, result: Doc): void;
  /** Records the results. Call it in the same command as the changes, so that both become durable together. */
  end(): void;
}

/**
 * Remembers the results of retryable writes, so that a driver may repeat a write whose answer was lost.
 * https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
 */
export class RetryableWrites {
  private readonly sessions = new Map<string, SessionWrites>();
  private readonly journal: (change: SessionWrites) => void;

  /** @param journal receives the new results of a session */
  constructor(journal: (change: SessionWrites) => void) {
    this.journal = journal;
  }

  /** @returns undefined for a write without a transaction number */
  begin(command: Doc): RetryableWrite | undefined {
    if (command['txnNumber'] === undefined) return undefined;
    const txnNumber = asNumber(command['txnNumber']);
    const { lsid } = command;
    const id = isDoc(lsid) && lsid['id'] instanceof Binary ? lsid['id'].toString('hex') : undefined;
    if (id === undefined || txnNumber === undefined) {
      throw new MongoError(72, 'Transaction number requires a session ID to also be specified');
    }
    const last = this.sessions.get(id);
    if (last && txnNumber < last.txnNumber) {
      throw new MongoError(
        225,
        `Retryable write with txnNumber ${txnNumber} is prohibited on session ${id} because a newer retryable write with txnNumber ${last.txnNumber} has already started on this session.`,
      );
    }
    const results = new Map<number, Doc>();
    return {
      resultOf: (statement) => (last?.txnNumber === txnNumber ? last.results.get(statement) : undefined),
      executed: (statement, result) => {
        results.set(statement, result);
      },
      end: () => {
        if (results.size === 0) return;
        const change = { id, txnNumber, atMs: Date.now(), results };
        this.restore(change);
        this.journal(change);
      },
    };
  }

  /** Adds results of the log. */
  restore(change: SessionWrites): void {
    const last = this.sessions.get(change.id);
    const earlier = last?.txnNumber === change.txnNumber ? last.results : [];
    this.sessions.set(change.id, { ...change, results: new Map([...earlier, ...change.results]) });
  }

  all(): SessionWrites[] {
    return [...this.sessions.values()];
  }

  /** Forgets the sessions that have expired. */
  sweep(nowMs: number): void {
    for (const [id, { atMs }] of this.sessions)
      if (nowMs - atMs > sessionTimeoutMinutes * 60_000) this.sessions.delete(id);
  }
}
