import { describe, expect, it } from 'vitest';
import { createBacklog } from './backlog.ts';

const at = (version: number, id = 'a') => ({ id, version });

describe('the backlog of one entity', () => {
  /** A backlog whose entity was sent as it stood, at that version. */
  function sentAt(version: number) {
    const backlog = createBacklog('a');
    expect(backlog.next()).toEqual({ id: 'a', version: null });
    expect(backlog.checkGap('a', version)).toBe('send');
    backlog.sent('a', version);
    return backlog;
  }

  it('begins with the entity as it stands, whatever calls came before', () => {
    const backlog = createBacklog('a');
    backlog.notified(at(3));

    expect(backlog.next()).toEqual({ id: 'a', version: null });
  });

  it('has nothing to do once that is sent, until a call comes for more', () => {
    const backlog = sentAt(2);
    backlog.notified(at(1));
    backlog.notified(at(2));
    expect(backlog.next()).toBeNull();

    backlog.notified(at(3));
    expect(backlog.next()).toEqual(at(3));
  });

  it('takes every version up to the highest called for, in order', () => {
    const backlog = sentAt(1);
    for (const version of [4, 2, 3]) backlog.notified(at(version));

    for (const version of [2, 3, 4]) {
      expect(backlog.next()).toEqual(at(version));
      backlog.sent('a', version);
    }
    expect(backlog.next()).toBeNull();
  });

  it('looks again when calls may have been missed, and fills the gap it finds', () => {
    const backlog = sentAt(1);
    backlog.recheck();

    expect(backlog.next()).toEqual({ id: 'a', version: null });
    expect(backlog.checkGap('a', 3)).toBe('fill');
    expect(backlog.next()).toEqual(at(2));
    backlog.sent('a', 2);
    expect(backlog.next()).toEqual(at(3));
  });

  it('sends what it finds where nothing lies between, and nothing where it is known', () => {
    const backlog = sentAt(1);
    backlog.recheck();
    backlog.next();
    expect(backlog.checkGap('a', 2)).toBe('send');
    backlog.sent('a', 2);

    backlog.recheck();
    backlog.next();
    expect(backlog.checkGap('a', 2)).toBe('known');
    expect(backlog.next()).toBeNull();
  });

  it('looks once more where calls may have been missed while it looked', () => {
    const backlog = createBacklog('a');
    backlog.next();
    backlog.recheck();
    expect(backlog.checkGap('a', 1)).toBe('send');
    backlog.sent('a', 1);

    expect(backlog.next()).toEqual({ id: 'a', version: null });
  });

  it('looks again where a look failed', () => {
    const backlog = createBacklog('a');
    const step = backlog.next();
    if (step !== null) backlog.failed(step);

    expect(backlog.next()).toEqual(step);
  });

  it('goes on from the entity as it stands where a version is lost', () => {
    const backlog = sentAt(1);
    backlog.notified(at(9));
    backlog.versionUnavailable('a');

    expect(backlog.next()).toEqual({ id: 'a', version: null });
    expect(backlog.checkGap('a', 9)).toBe('send');
    backlog.sent('a', 9);
    expect(backlog.next()).toBeNull();
  });

  it('gives up on versions that are nowhere', () => {
    const backlog = sentAt(3);
    backlog.notified(at(9));
    backlog.versionUnavailable('a');
    backlog.next();

    expect(backlog.checkGap('a', 3)).toBe('known');
    expect(backlog.next()).toBeNull();
  });

  it('does not care for others', () => {
    const backlog = sentAt(1);
    backlog.notified(at(5, 'b'));

    expect(backlog.next()).toBeNull();
  });
});

describe('the backlog of whatever is told of', () => {
  it('begins with the first version heard of, and sends nothing before', () => {
    const backlog = createBacklog(null);
    expect(backlog.next()).toBeNull();
    for (const version of [6, 5, 7]) backlog.notified(at(version));

    for (const version of [5, 6, 7]) {
      expect(backlog.next()).toEqual(at(version));
      backlog.sent('a', version);
    }
    expect(backlog.next()).toBeNull();
  });

  it('gives each its turn', () => {
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

  it('looks at all it knows when calls may have been missed', () => {
    const backlog = createBacklog(null);
    backlog.notified(at(1));
    backlog.sent('a', 1);
    backlog.recheck();

    expect(backlog.next()).toEqual({ id: 'a', version: null });
  });

  it('keeps count of so many, forgets those it is done with, and says when there is no room', () => {
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
