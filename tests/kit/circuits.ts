import { expect } from 'vitest';
import { eventually } from './eventually.ts';

/** Waits for the state of a circuit breaker in the metrics of a process. */
export async function untilCircuit(
  process: { metrics(): Promise<string> },
  circuit: string,
  state: 'closed' | 'open' | 'half_open',
): Promise<void> {
  await eventually(async () => {
    expect(await circuitStates(process, circuit)).toEqual([state]);
  });
}

async function circuitStates(process: { metrics(): Promise<string> }, circuit: string): Promise<string[]> {
  const series = (await process.metrics()).matchAll(
    /^circuit_breaker_state\{.*circuit="([^"]+)",state="([^"]+)".*\} 1$/gm,
  );
  return [...series].flatMap(([, name, state = '']) => (name === circuit ? [state] : []));
}
