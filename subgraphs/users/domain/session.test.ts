import { describe, expect, it } from 'vitest';
import { formatRefreshToken, newSession, parseRefreshToken, refresh } from './session.ts';
import type { RefreshSession } from './session.ts';

const id = `ses_${'u'.repeat(20)}_${'s'.repeat(20)}`;
const start = new Date('2027-03-01T09:30:00.000Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);
const ttlSeconds = 3_600;
const secret = 'x'.repeat(43);
const session = newSession({ id, userId: 'usr', credentialsVersion: 1, secret }, { now: start, ttlSeconds });

/** The session after a rotation at that time, and the successor. */
function rotated(
  from: RefreshSession,
  presented: string,
  seconds: number,
): { session: RefreshSession; secret: string } {
  const decided = refresh(from, presented, { nonce: `nonce ${seconds}`, now: after(seconds), ttlSeconds });
  if (decided.kind !== 'rotated') throw new Error(`expected a rotation, got ${decided.kind}`);
  return { session: { ...from, ...decided.change }, secret: decided.successor };
}

const present = (to: RefreshSession, presented: string, seconds: number) =>
  refresh(to, presented, { nonce: 'another nonce', now: after(seconds), ttlSeconds });

describe('a refresh session', () => {
  it('keeps hashes, not secrets', () => {
    const { session: next, secret: successor } = rotated(session, secret, 1);
    const kept = JSON.stringify(next);
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(successor);
  });

  it('lives on from each rotation', () => {
    expect(rotated(session, secret, 10).session.expiresAt).toEqual(after(10 + ttlSeconds));
  });

  it('gives the newest token a successor of 256 bits', () => {
    const { secret: successor } = rotated(session, secret, 1);
    expect(Buffer.from(successor, 'base64url')).toHaveLength(32);
  });

  it('gives the previous token the same successor for 30 seconds', () => {
    const next = rotated(session, secret, 1);
    expect(present(next.session, secret, 31)).toEqual({ kind: 'repeated', successor: next.secret });
    expect(present(next.session, secret, 31.001)).toEqual({ kind: 'reused' });
  });

  it('takes any older token for a stolen one', () => {
    const second = rotated(session, secret, 1);
    const third = rotated(second.session, second.secret, 2);
    expect(present(third.session, secret, 3)).toEqual({ kind: 'reused' });
  });

  it('ends at its end', () => {
    expect(present(session, secret, ttlSeconds - 1).kind).toBe('rotated');
    expect(present(session, secret, ttlSeconds)).toEqual({ kind: 'expired' });
  });

  it('has tokens that name it', () => {
    const token = formatRefreshToken({ sessionId: id, secret });
    expect(parseRefreshToken(token)).toEqual({ sessionId: id, secret });
    expect(parseRefreshToken(`${token}x`)).toBeNull();
    expect(parseRefreshToken(token.replace('ses_', 'usr_'))).toBeNull();
  });
});
