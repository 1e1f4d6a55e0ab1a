import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { createSubgraphCircuit } from './subgraph-circuit.ts';

function circuitWithProbe() {
  let failProbe: (error: Error) => void = () => undefined;
  const probe = vi.fn(
    () =>
      new Promise<void>((_resolve, reject) => {
        failProbe = reject;
      }),
  );
  const onOpened = vi.fn();
  const circuit = createSubgraphCircuit({
    ...{ name: 'books', probe, onOpened },
    logger: createLogger('test', 'fatal'),
    metrics: createMetrics('test'),
  });
  return {
    circuit,
    probe,
    onOpened,
    failProbe: () => {
      failProbe(new Error('no answer'));
    },
  };
}

describe('circuit of a subgraph', () => {
  it('a failed probe opens it', async () => {
    const { circuit, onOpened, failProbe } = circuitWithProbe();
    circuit.waiting(performance.now());
    failProbe();
    await vi.waitFor(() => {
      expect(onOpened).toHaveBeenCalledOnce();
    });

    expect(circuit.isOpen).toBe(true);
    circuit.answered();
    expect(circuit.isOpen).toBe(false);
    await circuit.close();
  });

  it('an answer while a probe waits keeps it closed', async () => {
    const { circuit, probe, onOpened, failProbe } = circuitWithProbe();
    circuit.waiting(performance.now());
    circuit.answered();
    failProbe();
    // A further probe starts only after the first has ended.
    await vi.waitFor(() => {
      circuit.waiting(performance.now());
      expect(probe).toHaveBeenCalledTimes(2);
    });

    expect(onOpened).not.toHaveBeenCalled();
    expect(circuit.isOpen).toBe(false);
    await circuit.close();
  });

  it('no probe for a request that began before the last answer', async () => {
    const { circuit, probe } = circuitWithProbe();
    const startedMs = performance.now();
    circuit.answered();
    circuit.waiting(startedMs);

    expect(probe).not.toHaveBeenCalled();
    await circuit.close();
  });
});
