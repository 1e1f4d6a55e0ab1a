import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Takes what a process says, a line at a time. */
export type LogSink = (processName: string, line: string) => void;

/** How a process ended: its exit code, the signal that ended it, or why it could not be started at all. */
export type Death = number | NodeJS.Signals | Error;

export function describeDeath(death: Death): string {
  if (death instanceof Error) return death.message;
  return typeof death === 'number' ? `exit code ${death}` : death;
}

/** Resolves when a process that runs has ended, or turns out never to have started. */
export function untilDead(child: ChildProcess): Promise<Death> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // Without a process id it never ran; with one, only a signal or a message did not get through.
      if (child.pid === undefined) resolve(error);
    });
    child.once('exit', (code, signal) => {
      resolve(signal ?? code ?? 0);
    });
  });
}

/** Hands on what a stream says, a line at a time. */
export function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
