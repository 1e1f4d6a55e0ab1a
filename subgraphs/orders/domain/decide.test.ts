import { describe, expect, it } from 'vitest';
import { decide, refundedBy, RefundRefused } from './decide.ts';
import type { OrderCommand } from './decide.ts';
import { publishedEventType } from './events.ts';
import type { OrderEventType } from './events.ts';
import { evolve } from './evolve.ts';
import type { OrderChange } from './evolve.ts';
import { nextProviderCall, stateOf } from './order.ts';
import type { Order } from './order.ts';
import { snapshotOf } from './snapshot.ts';

const at = new Date('2027-03-01T09:30:00Z');
const names = { id: 'ord_u_k', reservationId: 'rsv_u_k', number: 'WF-1' };
const place: OrderCommand = {
  type: 'PlaceOrder',
  order: {
    ...names,
    userId: 'usr_u',
    paymentId: 'pay_u_k_1',
    method: 'pm_ok',
    currency: 'EUR',
    lines: [
      { description: 'a room', amount: 70_00 },
      { description: 'a seat', amount: 30_00 },
    ],
  },
};
const cancel: OrderCommand = { type: 'CancelOrder', order: names, reason: 'changed their mind' };
const authorised: OrderCommand = {
  type: 'RecordAnswer',
  answer: { type: 'AuthoriseAnswered', outcome: 'authorised', reference: 'r-1' },
};
const declined: OrderCommand = {
  type: 'RecordAnswer',
  answer: { type: 'AuthoriseAnswered', outcome: 'declined', reason: 'No money.' },
};
const captured: OrderCommand = {
  type: 'RecordAnswer',
  answer: { type: 'CaptureAnswered', outcome: 'captured' },
};
const voided: OrderCommand = { type: 'RecordAnswer', answer: { type: 'VoidAnswered', outcome: 'voided' } };
const tooLateToVoid: OrderCommand = {
  type: 'RecordAnswer',
  answer: { type: 'VoidAnswered', outcome: 'captured' },
};
const refunded = (refundId: string): OrderCommand => ({
  type: 'RecordAnswer',
  answer: { type: 'RefundAnswered', refundId, outcome: 'refunded' },
});

/** Applies commands in order: the changes of each are one write. @returns the order, and the published event types. */
function given(...commands: OrderCommand[]) {
  let order: Order | null = null;
  let changes: OrderChange[] = [];
  const announced: OrderEventType[] = [];
  for (const command of commands) {
    changes = decide(order, command);
    const before: Order | null = order;
    order = changes.reduce<Order | null>((each, change) => evolve(each, change, at), before);
    if (order === null || changes.length === 0) continue;
    const type = publishedEventType(before, order);
    if (type !== null) announced.push(type);
  }
  if (order === null) throw new Error('expected the commands to create an order, got null');
  const state = stateOf(order);
  return { order, state, changes, announced, next: nextProviderCall(state)?.type ?? null };
}

describe('PlaceOrder', () => {
  it('records the payment before the first call of the provider', () => {
    const { order, next } = given(place);
    expect(order).toMatchObject({ status: 'PLACED', total: 100_00, currency: 'EUR' });
    expect(order.payments).toMatchObject([{ status: 'PENDING', amount: 100_00, method: 'pm_ok' }]);
    expect(next).toBe('AuthorisePayment');
  });

  it('authorises, then captures', () => {
    expect(given(place, authorised)).toMatchObject({ order: { status: 'PLACED' }, next: 'CapturePayment' });
    const { order, announced, next } = given(place, authorised, captured);
    expect(order).toMatchObject({ status: 'PAID', refunded: 0 });
    expect(order.payments).toMatchObject([{ status: 'CAPTURED', providerReference: 'r-1' }]);
    expect(announced).toEqual(['order.placed', 'order.paid']);
    expect(next).toBeNull();
  });

  it('ends in PAYMENT_FAILED after a decline, for good', () => {
    const { order, state, announced } = given(place, declined, place, authorised, captured);
    expect(order).toMatchObject({ status: 'PAYMENT_FAILED', payments: [{ status: 'DECLINED' }] });
    expect(state).toEqual({ status: 'declined', reason: 'No money.' });
    expect(announced).toEqual(['order.placed', 'order.payment_failed']);
  });

  it('changes nothing for repeated commands and answers', () => {
    expect(given(place, place).changes).toEqual([]);
    expect(given(place, authorised, authorised).changes).toEqual([]);
    expect(given(place, authorised, captured, captured, place).changes).toEqual([]);
    expect(given(place, declined, declined).changes).toEqual([]);
  });

  it('ends in PAYMENT_FAILED if the provider voids the payment', () => {
    const letGo: OrderCommand = {
      type: 'RecordAnswer',
      answer: { type: 'CaptureAnswered', outcome: 'voided' },
    };
    const { order, announced } = given(place, authorised, letGo);
    expect(order).toMatchObject({ status: 'PAYMENT_FAILED', payments: [{ status: 'VOIDED' }] });
    expect(announced).toEqual(['order.placed', 'order.payment_failed']);
  });
});

describe('CancelOrder', () => {
  it('stores an unpublished tombstone for an unknown order, which cannot be paid', () => {
    const { order, state, announced, next } = given(cancel, place, authorised);
    expect(order).toMatchObject({ status: 'CANCELLED', userId: null, payments: [], total: 0 });
    expect(state).toEqual({ status: 'cancelled' });
    expect(announced).toEqual([]);
    expect(next).toBeNull();
  });

  it.each([
    ['before the provider answered', [place]],
    ['before the money was taken', [place, authorised]],
  ])('%s: voids the payment', (_when, before) => {
    expect(given(...before, cancel)).toMatchObject({ order: { status: 'PLACED' }, next: 'VoidPayment' });
    const { order, announced } = given(...before, cancel, authorised, captured, voided);
    expect(order).toMatchObject({ status: 'CANCELLED', payments: [{ status: 'VOIDED' }] });
    expect(announced).toEqual(['order.placed', 'order.cancelled']);
  });

  it('refunds a payment that was captured before the void, without order.paid', () => {
    const { order, next } = given(place, authorised, cancel, tooLateToVoid);
    expect(order).toMatchObject({ status: 'PLACED', payments: [{ status: 'CAPTURED' }] });
    expect(next).toBe('RefundPayment');
    const undone = given(place, authorised, cancel, tooLateToVoid, refunded('pay_u_k_1_rest'));
    expect(undone.order).toMatchObject({ status: 'REFUNDED', refunded: 100_00 });
    expect(undone.announced).toEqual(['order.placed', 'order.refunded']);
  });

  it('refunds a paid order once', () => {
    const paid = [place, authorised, captured];
    expect(given(...paid, cancel)).toMatchObject({ order: { status: 'PAID' }, next: 'RefundPayment' });
    expect(given(...paid, cancel, cancel).changes).toEqual([]);
    const { order, announced } = given(...paid, cancel, refunded('pay_u_k_1_rest'));
    expect(order).toMatchObject({ status: 'REFUNDED', refunded: 100_00, payments: [{ status: 'REFUNDED' }] });
    expect(announced).toEqual(['order.placed', 'order.paid', 'order.refunded']);
    expect(given(...paid, cancel, refunded('pay_u_k_1_rest'), refunded('pay_u_k_1_rest')).changes).toEqual(
      [],
    );
  });

  it('changes nothing after a declined payment', () => {
    expect(given(place, declined, cancel).changes).toEqual([]);
  });
});

describe('RefundOrder', () => {
  const paid = given(place, authorised, captured).order;
  const reason = 'Cancelled: a seat';
  const partsOf = (...parts: [key: string, amount: number][]): OrderCommand => ({
    type: 'RefundOrder',
    parts: parts.map(([key, amount]) => ({ key, amount, reason })),
  });
  const paying = [place, authorised, captured];
  const idOf = (key: string) => `pay_u_k_1_part_${key}`;
  const partOf = (order: Order, refundId: string, amount: number) => {
    const asked = evolve(order, { type: 'RefundRequested', refundId, amount, reason }, at);
    return evolve(asked, { type: 'PaymentRefunded', refundId }, at);
  };

  it('records all refunds before the first call of the provider', () => {
    const { order, next, announced } = given(...paying, partsOf(['stay-0', 20_00], ['flight-0', 30_00]));
    expect(order).toMatchObject({ status: 'PAID', refunded: 0 });
    expect(order.payments[0]?.refunds).toMatchObject([
      { id: idOf('stay-0'), amount: 20_00, status: 'PENDING', reason },
      { id: idOf('flight-0'), amount: 30_00, status: 'PENDING', reason },
    ]);
    expect(next).toBe('RefundPayment');
    expect(announced).toEqual(['order.placed', 'order.paid']);
  });

  it('adds up the refunds, each with its reason', () => {
    const parts = partsOf(['stay-0', 20_00], ['flight-0', 30_00]);
    const first = given(...paying, parts, refunded(idOf('stay-0')));
    expect(first).toMatchObject({ order: { status: 'PAID', refunded: 20_00 }, next: 'RefundPayment' });
    const both = given(...paying, parts, refunded(idOf('stay-0')), refunded(idOf('flight-0')));
    expect(both).toMatchObject({ order: { status: 'PAID', refunded: 50_00 }, next: null });
    expect(both.announced.slice(2)).toEqual(['order.refunded', 'order.refunded']);
    expect(snapshotOf(first.order, 'usr_u').payments[0]?.refunds).toEqual([
      { id: idOf('stay-0'), amount: 20_00, reason, createdAt: at },
    ]);
  });

  it('ends in REFUNDED once the refunds total the payment', () => {
    const { order } = given(
      ...[...paying, partsOf(['a', 60_00]), refunded(idOf('a'))],
      ...[partsOf(['b', 40_00]), refunded(idOf('b'))],
    );
    expect(order).toMatchObject({ status: 'REFUNDED', refunded: 100_00 });
  });

  it('changes nothing for repeated keys, at any state of the refunds', () => {
    const part = partsOf(['a', 60_00]);
    expect(given(...paying, part, part).changes).toEqual([]);
    expect(given(...paying, part, refunded(idOf('a')), part).changes).toEqual([]);
    expect(given(...paying, part, cancel, refunded(idOf('a')), part).changes).toEqual([]);
    const all = partsOf(['a', 100_00]);
    expect(given(...paying, all, refunded(idOf('a')), all, refunded(idOf('a'))).changes).toEqual([]);
  });

  it.each([
    ['more than is left', [...paying, partsOf(['a', 60_00])], partsOf(['b', 40_01])],
    ['more than is left, in parts', paying, partsOf(['a', 60_00], ['b', 40_01])],
    ['another amount under the same key', [...paying, partsOf(['a', 60_00])], partsOf(['a', 50_00])],
    ['of what is not paid yet', [place, authorised], partsOf(['a', 1])],
    ['of what was declined', [place, declined], partsOf(['a', 1])],
    ['of what is being cancelled', [...paying, cancel], partsOf(['a', 1])],
    ['of what was never placed', [cancel], partsOf(['a', 1])],
  ])('RefundRefused for %s, and nothing is recorded', (_what, before, part) => {
    expect(() => given(...before, part)).toThrow(RefundRefused);
  });

  it('returns the same total for a repeated command after later refunds', () => {
    const { order } = given(...paying, partsOf(['a', 30_00], ['b', 5_00]), partsOf(['c', 1_00]), cancel);
    const sums = [['a'], ['b', 'a'], ['c']].map((keys) =>
      refundedBy(
        order,
        keys.map((key) => ({ key, amount: 0, reason })),
      ),
    );
    expect(sums).toEqual([30_00, 35_00, 36_00]);
  });

  it('leaves the rest to a cancellation, also during a refund', () => {
    const { order } = given(...paying, partsOf(['a', 30_00]), cancel, refunded(idOf('a')));
    expect(order.payments[0]?.refunds).toMatchObject([
      { amount: 30_00, status: 'DONE' },
      { amount: 70_00, status: 'PENDING', reason: 'changed their mind' },
    ]);
  });

  it('keeps the order PAID, adds up, and publishes order.refunded each time', () => {
    const first = partOf(paid, 'r-1', 30_00);
    const second = partOf(first, 'r-2', 20_00);
    expect(second).toMatchObject({ status: 'PAID', refunded: 50_00, payments: [{ refunded: 50_00 }] });
    expect(publishedEventType(paid, first)).toBe('order.refunded');
    expect(publishedEventType(first, second)).toBe('order.refunded');
  });

  it('leaves the rest to a cancellation', () => {
    expect(decide(partOf(paid, 'r-1', 30_00), cancel)).toMatchObject([
      { type: 'CancellationRequested' },
      { type: 'RefundRequested', amount: 70_00 },
    ]);
  });
});

describe('snapshotOf', () => {
  const commands = [
    ...[place, cancel, authorised, declined, captured, voided, tooLateToVoid],
    ...[
      { type: 'AuthoriseAnswered', outcome: 'voided' } as const,
      { type: 'CaptureAnswered', outcome: 'voided' } as const,
    ].map((answer): OrderCommand => ({ type: 'RecordAnswer', answer })),
    ...['rest', 'part_a'].map((refund) => refunded(`pay_u_k_1_${refund}`)),
    { type: 'RefundOrder', parts: [{ key: 'a', amount: 30_00, reason: 'a seat' }] } as const,
  ];

  /** Every write that commands can come to after an order as it stands, each a minute after the last. */
  function writesAfter(before: Order | null, minutes = 0): { before: Order | null; after: Order }[] {
    const now = new Date(at.getTime() + minutes * 60_000);
    return commands.flatMap((command) => {
      if (command.type === 'RefundOrder' && (before?.status !== 'PAID' || before.cancellation !== null))
        return [];
      const changes = decide(before, command);
      const after = changes.reduce<Order | null>((each, change) => evolve(each, change, now), before);
      return after === null || changes.length === 0
        ? []
        : [{ before, after }, ...writesAfter(after, minutes + 1)];
    });
  }
  const seen = (order: Order | null) => order && snapshotOf(order, 'usr_u');

  it('stays the same until the next published event', () => {
    const placed = writesAfter(null).filter(({ after }) => after.userId !== null);
    const [silent, told] = [true, false].map((is) =>
      placed.filter(({ before, after }) => (publishedEventType(before, after) === null) === is),
    );
    expect(told?.map(({ after }) => after.status)).toEqual(
      expect.arrayContaining(['PLACED', 'PAID', 'PAYMENT_FAILED', 'CANCELLED', 'REFUNDED']),
    );
    expect(silent?.map(({ after }) => after.payments.at(0)?.status)).toEqual(
      expect.arrayContaining(['AUTHORISED', 'CAPTURED']),
    );
    for (const { before, after } of silent ?? []) expect(seen(after)).toEqual(seen(before));
  });
});
