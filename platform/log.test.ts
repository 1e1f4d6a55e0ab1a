import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';
import { runWithRequestId } from './request-scope.ts';

function capturing() {
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line) => lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  it('shows no secret, wherever it hangs', () => {
    const { logger, lines } = capturing();
    const secret = 'hunter2-secret';
    logger.info({ password: secret, input: { password: secret, newPassword: secret } }, 'one');
    logger.info({ variables: { input: { refreshToken: secret, currentPassword: secret } } }, 'two');
    logger.info({ headers: { authorization: secret, cookie: secret, 'x-wayfare-caller': secret } }, 'three');
    logger.info({ req: { headers: { authorization: secret, cookie: secret } }, accessToken: secret }, 'four');
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toContain(secret);
  });

  it('carries the id of the request that it is written on behalf of, however deep, and none otherwise', async () => {
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
});
