import type { Script } from './commands.ts';

/** A script that once failed, and what it was. */
export interface Kept {
  /** What went wrong, in a sentence. */
  once: string;
  script: Script;
}

/** Every one of them is run in many interleavings, always. */
export const kept: readonly Kept[] = [];
