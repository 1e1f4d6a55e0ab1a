import { describe, expect, it } from 'vitest';
import { formatRefreshToken, newSession, parseRefreshToken, refresh } from './session.ts';
import type { RefreshSession } from './session.ts';

const id = `ses_${'u'.repeat(20)}_${'s'.repeat(20)}`;
const start = new Date('2027-03-01T09:30:00.000Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);
const ttlSeconds = 3_600;
const secret = 'x'.repeat(43);
const session = newSession({ id, userId: 'usr', credentialsVersion: 1, secret }, { now: start, ttlSeconds });

/** The session after a rotation, and the successor's secret. */
function rotated(
  from: RefreshSession,
  presented: string,
  seconds: number,
): { session: RefreshSession; secret: string } {
  const decided = refresh(from, presented, { nonce: `nonce ${seconds}`, now: after(seconds), ttlSeconds });
  if (decided.outcome !== 'rotated') throw new Error(`expected a rotation, got ${decided.outcome}`);
  return { session: { ...from, ...decided.change }, secret: decided.successor };
}

const present = (to: RefreshSession, presented: string, seconds: number) =>
  refresh(to, presented, { nonce: 'another nonce', now: after(seconds), ttlSeconds });

describe('a refresh session', () => {
  it('stores hashes, not secrets', () => {
    const { session: next, secret: successor } = rotated(session, secret, 1);
    const kept = JSON.stringify(next);
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(successor);
  });

  it('expires a lifetime after its last rotation', () => {
    expect(rotated(session, secret, 10).session.expiresAt).toEqual(after(10 + ttlSeconds));
  });

  it('rotates the newest token to a successor of 256 bits', () => {
    const { secret: successor } = rotated(session, secret, 1);
    expect(Buffer.from(successor, 'base64url')).toHaveLength(32);
  });

  it('returns the same successor for the previous token for 30 seconds', () => {
    const next = rotated(session, secret, 1);
    expect(present(next.session, secret, 31)).toEqual({ outcome: 'repeated', successor: next.secret });
    expect(present(next.session, secret, 31.001)).toEqual({ outcome: 'reused' });
  });

  it('treats an older token as reused', () => {
    const second = rotated(session, secret, 1);
    const third = rotated(second.session, second.secret, 2);
    expect(present(third.session, secret, 3)).toEqual({ outcome: 'reused' });
  });

  it('has expired at expiresAt', () => {
    expect(present(session, secret, ttlSeconds - 1).outcome).toBe('rotated');
    expect(present(session, secret, ttlSeconds)).toEqual({ outcome: 'expired' });
  });

  it('is named by its refresh tokens', () => {
    const token = formatRefreshToken({ sessionId: id, secret });
    expect(parseRefreshToken(token)).toEqual({ sessionId: id, secret });
    expect(parseRefreshToken(`${token}x`)).toBeNull();
    expect(parseRefreshToken(token.replace('ses_', 'usr_'))).toBeNull();
  });
});
