import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Receives the output of processes, line by line. */
export type LogSink = (processName: string, line: string) => void;

/** The exit code, the fatal signal, or the error that kept the process from starting. */
export type ExitReason = number | NodeJS.Signals | Error;

export function describeExit(reason: ExitReason): string {
  if (reason instanceof Error) return reason.message;
  return typeof reason === 'number' ? `exit code ${reason}` : reason;
}

/** Resolves when a process has exited, or could not be started. */
export function untilExit(child: ChildProcess): Promise<ExitReason> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // Without a process id the start failed; with an id, a signal or a message was not delivered.
      if (child.pid === undefined) resolve(error);
    });
    child.once('exit', (code, signal) => {
      resolve(signal ?? code ?? 0);
    });
  });
}

/** Calls `onLine` for each line of a stream. */
export function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
