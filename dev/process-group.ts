import type { Logger } from '../platform/log.ts';
import type { LogSink } from './child.ts';
import { supervise } from './supervisor.ts';
import type { OnSpawn, ProcessSpec, SupervisedProcess } from './supervisor.ts';

/** The time for a tier of processes to exit: three tiers stop within 5 seconds. */
const graceMs = 1_500;

/** The supervised processes of a stack. */
export class ProcessGroup {
  private readonly processes = new Map<string, SupervisedProcess>();
  private readonly log: LogSink;
  private readonly logger: Logger;
  private readonly onSpawn: OnSpawn | undefined;
  private closing: Promise<void> | undefined;

  constructor(log: LogSink, logger: Logger, onSpawn?: OnSpawn) {
    this.log = log;
    this.logger = logger;
    this.onSpawn = onSpawn;
  }

  get isClosing(): boolean {
    return this.closing !== undefined;
  }

  get(name: string): SupervisedProcess | undefined {
    return this.processes.get(name);
  }

  /** Starts processes. @throws Error once the group closes */
  start(specs: readonly ProcessSpec[]): void {
    if (this.isClosing) throw new Error('the stack was closed while it started');
    for (const spec of specs) {
      this.processes.set(spec.name, supervise(spec, this.log, this.logger, this.onSpawn));
    }
  }

  async untilReady(): Promise<void> {
    await Promise.all([...this.processes.values()].map((each) => each.untilReady()));
  }

  /** Stops the processes tier by tier. Later calls wait for the first. */
  close(tiers: readonly (readonly string[])[]): Promise<void> {
    this.closing ??= this.closeTiers(tiers);
    return this.closing;
  }

  killAll(): void {
    for (const each of this.processes.values()) void each.kill('SIGKILL');
  }

  private async closeTiers(tiers: readonly (readonly string[])[]): Promise<void> {
    for (const names of tiers) {
      await Promise.all(names.map(async (name) => this.processes.get(name)?.close(graceMs)));
    }
  }
}
