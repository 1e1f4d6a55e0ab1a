import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';
import { runWithRequestId } from './request-scope.ts';

function capturing() {
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line) => lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('log', () => {
  it('redacts secrets at every depth', () => {
    const { logger, lines } = capturing();
    const secret = 'hunter2-secret';
    logger.info({ password: secret, input: { password: secret, newPassword: secret } }, 'nested');
    logger.info({ variables: { input: { refreshToken: secret, currentPassword: secret } } }, 'deeply nested');
    logger.info(
      { headers: { authorization: secret, cookie: secret, 'x-wayfare-caller': secret } },
      'headers',
    );
    logger.info(
      { req: { headers: { authorization: secret, cookie: secret } }, accessToken: secret },
      'request',
    );
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toContain(secret);
  });

  it('adds the id of the current request, and no id outside requests', async () => {
    const { logger, last } = capturing();
    const deep = async () => {
      await Promise.resolve();
      logger.warn('deep inside');
    };
    await runWithRequestId('request-1', deep);
    expect(last()).toMatchObject({ requestId: 'request-1', msg: 'deep inside' });
    logger.info('outside');
    expect(last()).not.toHaveProperty('requestId');
  });

  it("a line has no fields of the request's earlier lines", () => {
    const { logger, last } = capturing();
    runWithRequestId('request-1', () => {
      logger.info({ attempt: 1 }, 'first');
      logger.info('second');
    });
    expect(last()).toMatchObject({ requestId: 'request-1', msg: 'second' });
    expect(last()).not.toHaveProperty('attempt');
  });
});
