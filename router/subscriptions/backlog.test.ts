import { describe, expect, it } from 'vitest';
import { createBacklog } from './backlog.ts';

const at = (version: number, id = 'a') => ({ id, version });

describe('backlog of a watched entity', () => {
  /** A backlog whose current state was sent at that version. */
  function sentAt(version: number) {
    const backlog = createBacklog('a');
    expect(backlog.next()).toEqual({ id: 'a', version: null });
    expect(backlog.checkGap('a', version)).toBe('deliver');
    backlog.sent('a', version);
    return backlog;
  }

  it('starts with the current state, even after earlier notifications', () => {
    const backlog = createBacklog('a');
    backlog.notified(at(3));

    expect(backlog.next()).toEqual({ id: 'a', version: null });
  });

  it('is empty after the current state, until a notification names a later version', () => {
    const backlog = sentAt(2);
    backlog.notified(at(1));
    backlog.notified(at(2));
    expect(backlog.next()).toBeNull();

    backlog.notified(at(3));
    expect(backlog.next()).toEqual(at(3));
  });

  it('fetches every version up to the highest notified, in order', () => {
    const backlog = sentAt(1);
    for (const version of [4, 2, 3]) backlog.notified(at(version));

    for (const version of [2, 3, 4]) {
      expect(backlog.next()).toEqual(at(version));
      backlog.sent('a', version);
    }
    expect(backlog.next()).toBeNull();
  });

  it('rechecks the current state after missed notifications and backfills the gap', () => {
    const backlog = sentAt(1);
    backlog.recheck();

    expect(backlog.next()).toEqual({ id: 'a', version: null });
    expect(backlog.checkGap('a', 3)).toBe('backfill');
    expect(backlog.next()).toEqual(at(2));
    backlog.sent('a', 2);
    expect(backlog.next()).toEqual(at(3));
  });

  it('recheck: delivers the next version, skips a duplicate', () => {
    const backlog = sentAt(1);
    backlog.recheck();
    backlog.next();
    expect(backlog.checkGap('a', 2)).toBe('deliver');
    backlog.sent('a', 2);

    backlog.recheck();
    backlog.next();
    expect(backlog.checkGap('a', 2)).toBe('duplicate');
    expect(backlog.next()).toBeNull();
  });

  it('rechecks again if a recheck is requested during a fetch', () => {
    const backlog = createBacklog('a');
    backlog.next();
    backlog.recheck();
    expect(backlog.checkGap('a', 1)).toBe('deliver');
    backlog.sent('a', 1);

    expect(backlog.next()).toEqual({ id: 'a', version: null });
  });

  it('repeats a failed fetch', () => {
    const backlog = createBacklog('a');
    const step = backlog.next();
    if (step !== null) backlog.failed(step);

    expect(backlog.next()).toEqual(step);
  });

  it('continues from the current state if a version is unavailable', () => {
    const backlog = sentAt(1);
    backlog.notified(at(9));
    backlog.versionUnavailable('a');

    expect(backlog.next()).toEqual({ id: 'a', version: null });
    expect(backlog.checkGap('a', 9)).toBe('deliver');
    backlog.sent('a', 9);
    expect(backlog.next()).toBeNull();
  });

  it('drops notified versions that were never stored', () => {
    const backlog = sentAt(3);
    backlog.notified(at(9));
    backlog.versionUnavailable('a');
    backlog.next();

    expect(backlog.checkGap('a', 3)).toBe('duplicate');
    expect(backlog.next()).toBeNull();
  });

  it('ignores notifications for entities it does not watch', () => {
    const backlog = sentAt(1);
    backlog.notified(at(5, 'b'));

    expect(backlog.next()).toBeNull();
  });
});

describe('backlog of all notified entities', () => {
  it('starts with the first notified version, without the versions before it', () => {
    const backlog = createBacklog(null);
    expect(backlog.next()).toBeNull();
    for (const version of [6, 5, 7]) backlog.notified(at(version));

    for (const version of [5, 6, 7]) {
      expect(backlog.next()).toEqual(at(version));
      backlog.sent('a', version);
    }
    expect(backlog.next()).toBeNull();
  });

  it('takes entities in turn', () => {
    const backlog = createBacklog(null);
    backlog.notified(at(1, 'a'));
    backlog.notified(at(3, 'a'));
    backlog.notified(at(1, 'b'));
    const order: string[] = [];
    for (let step = backlog.next(); step !== null; step = backlog.next()) {
      order.push(`${step.id}${String(step.version)}`);
      backlog.sent(step.id, step.version ?? 0);
    }

    expect(order).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('rechecks every known entity after missed notifications', () => {
    const backlog = createBacklog(null);
    backlog.notified(at(1));
    backlog.sent('a', 1);
    backlog.recheck();

    expect(backlog.next()).toEqual({ id: 'a', version: null });
  });

  it('tracks at most maxEntities: drops entities without work, reports when it is full', () => {
    const backlog = createBacklog(null, 2);
    expect(backlog.notified(at(1, 'a'))).toBe(true);
    backlog.sent('a', 1);
    expect(backlog.notified(at(1, 'b'))).toBe(true);
    expect(backlog.notified(at(1, 'c'))).toBe(true);
    expect(backlog.notified(at(1, 'd'))).toBe(false);
    backlog.forget('b');
    expect(backlog.notified(at(1, 'd'))).toBe(true);
  });
});
