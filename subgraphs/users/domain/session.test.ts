import { describe, expect, it } from 'vitest';
import { formatRefreshToken, newSession, parseRefreshToken, refresh, sidOf } from './session.ts';
import type { RefreshSession, RefreshToken } from './session.ts';

const id = `ses_${'u'.repeat(20)}_${'s'.repeat(20)}`;
const start = new Date('2027-03-01T09:30:00.000Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);
const ttlSeconds = 3_600;
const token: RefreshToken = { sessionId: id, familySecret: 'f'.repeat(43), secret: 'x'.repeat(43) };
const session = newSession({ token, userId: 'usr', credentialsVersion: 1 }, { now: start, ttlSeconds });

/** The session after a rotation, and its newest token. */
function rotated(
  from: RefreshSession,
  presented: RefreshToken,
  seconds: number,
): { session: RefreshSession; token: RefreshToken } {
  const decided = refresh(from, presented, { nonce: `nonce ${seconds}`, now: after(seconds), ttlSeconds });
  if (decided.outcome !== 'rotated') throw new Error(`expected a rotation, got ${decided.outcome}`);
  return { session: { ...from, ...decided.change }, token: { ...token, secret: decided.successor } };
}

const present = (to: RefreshSession, presented: RefreshToken, seconds: number) =>
  refresh(to, presented, { nonce: 'another nonce', now: after(seconds), ttlSeconds });

describe('a refresh session', () => {
  it('stores hashes, not secrets', () => {
    const { session: next, token: successor } = rotated(session, token, 1);
    const kept = JSON.stringify(next);
    for (const secret of [token.familySecret, token.secret, successor.secret]) {
      expect(kept).not.toContain(secret);
    }
  });

  it('expires a lifetime after its last rotation', () => {
    expect(rotated(session, token, 10).session.expiresAt).toEqual(after(10 + ttlSeconds));
  });

  it('rotates the newest token to a successor of 256 bits', () => {
    const { token: successor } = rotated(session, token, 1);
    expect(Buffer.from(successor.secret, 'base64url')).toHaveLength(32);
  });

  it('returns the same successor for the previous token for 30 seconds', () => {
    const next = rotated(session, token, 1);
    const { secret: successor } = next.token;
    expect(present(next.session, token, 31)).toEqual({ outcome: 'repeated', successor });
    expect(present(next.session, token, 31.001)).toEqual({ outcome: 'reused' });
  });

  it('treats an older token as reused', () => {
    const second = rotated(session, token, 1);
    const third = rotated(second.session, second.token, 2);
    expect(present(third.session, token, 3)).toEqual({ outcome: 'reused' });
  });

  it('is not ended by a token of another family: its id alone is no proof', () => {
    const guessed = { ...token, familySecret: 'g'.repeat(43) };
    expect(present(session, guessed, 1)).toEqual({ outcome: 'unknown' });
    expect(present(session, { ...guessed, secret: 'y'.repeat(43) }, 1)).toEqual({ outcome: 'unknown' });
  });

  it('has another name in access tokens and logs than its id', () => {
    expect(sidOf(id)).toMatch(/^[\w-]{22}$/);
    expect(id).not.toContain(sidOf(id));
  });

  it('has expired at expiresAt', () => {
    expect(present(session, token, ttlSeconds - 1).outcome).toBe('rotated');
    expect(present(session, token, ttlSeconds)).toEqual({ outcome: 'expired' });
  });

  it('is named by its refresh tokens', () => {
    const text = formatRefreshToken(token);
    expect(parseRefreshToken(text)).toEqual(token);
    expect(parseRefreshToken(`${text}x`)).toBeNull();
    expect(parseRefreshToken(text.replace('ses_', 'usr_'))).toBeNull();
  });
});
