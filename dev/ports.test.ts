import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isFree, ReservedPorts } from './ports.ts';

const reserved: ReservedPorts[] = [];
afterEach(() => {
  for (const ports of reserved.splice(0)) ports.release();
});
function reservedPorts(): ReservedPorts {
  const ports = new ReservedPorts();
  reserved.push(ports);
  return ports;
}

/** Reserves the port in another process. */
function reservingProcess(port: number) {
  const script = `const { ReservedPorts } = await import('./dev/ports.ts');
    const ports = new ReservedPorts();
    process.stdout.write(String(await ports.takeExactly(${port})));
    setInterval(() => ports, 1_000);`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('reserved ports', () => {
  it('two launchers at the same moment get different ports, although none listens yet', async () => {
    const [one, other] = [reservedPorts(), reservedPorts()];
    const preferred = await one.take();
    one.release();
    const ports = await Promise.all([one.take(preferred), other.take(preferred), other.take(preferred)]);
    expect(ports).toContain(preferred);
    expect(new Set(ports).size).toBe(3);
  });

  it('a child listens on its reserved port, before and after a restart', async () => {
    const ports = reservedPorts();
    const port = await ports.take();
    for (let start = 1; start <= 2; start += 1) {
      const child = createServer().listen(port, '127.0.0.1');
      await once(child, 'listening');
      expect(await isFree(port)).toBe(false);
      child.close();
      await once(child, 'close');
      expect(await reservedPorts().takeExactly(port)).toBe(false);
    }
    ports.release();
    expect(await reservedPorts().takeExactly(port)).toBe(true);
  });

  it('a port on which another program listens is not reserved', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await reservedPorts().takeExactly(port)).toBe(false);
    expect(await reservedPorts().take(port)).not.toBe(port);
    other.close();
  });

  it('the reservations of a killed process end with it', async () => {
    const ports = reservedPorts();
    const port = await ports.take();
    ports.release();
    const killed = reservingProcess(port);
    expect(String((await once(killed.stdout, 'data'))[0])).toBe('true');
    expect(await reservedPorts().takeExactly(port)).toBe(false);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await vi.waitFor(async () => {
      expect(await reservedPorts().takeExactly(port)).toBe(true);
    });
  });
});
