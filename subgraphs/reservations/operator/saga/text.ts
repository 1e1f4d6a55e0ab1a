import type { Money } from '../../domain/money.ts';
import type { BookingReport, BookingSummary } from './report.ts';

export function listText(bookings: readonly BookingSummary[], count: number, now: Date): string[] {
  if (count === 0) return ['No unfinished bookings.'];
  const rows = bookings.map((booking) => [
    booking.id,
    booking.status,
    progressText(booking),
    String(booking.saga?.attempts ?? 0),
    duration(now.getTime() - booking.updatedAt.getTime()),
    duration(now.getTime() - booking.createdAt.getTime()),
    booking.wakeAt === null ? 'never' : fromNow(booking.wakeAt, now),
    booking.stuck ? 'stuck' : '',
  ]);
  const heads = ['RESERVATION', 'STATUS', 'AT', 'ATTEMPTS', 'WAITING', 'AGE', 'NEXT WAKE', ''];
  const more = count - bookings.length;
  return [...aligned([heads, ...rows]), ...(more > 0 ? [`… and ${more} more (--limit).`] : [])];
}

export function reportText(report: BookingReport, now: Date): string[] {
  const { id, userId, quoteId, status, impossible, saga, wakeAt, failure, cancellation, outside } = report;
  const facts = [
    ['status', impossible === null ? status : `${status}: impossible. ${impossible}`],
    ['at', progressText(report)],
    ['attempts', `${saga?.attempts ?? 0}${report.stuck ? ' (stuck: an alert was raised)' : ''}`],
    ['next wake', wakeAt === null ? 'never: the booking is final' : `${at(wakeAt)}, ${fromNow(wakeAt, now)}`],
    ['customer', userId],
    ['quote', quoteId],
    ['total', moneyText(report.total)],
    ['created', at(report.createdAt)],
    ['held until', at(report.holdExpiresAt)],
    ...(failure === null ? [] : [['failure', `${failure.code}: ${failure.message}`]]),
    ...(cancellation === null
      ? []
      : [['cancelled', `${at(cancellation.requestedAt)}, refund ${moneyText(cancellation.refund)}`]]),
  ];
  const left = [...(outside.hotels ? ['Rooms'] : []), ...(outside.flights ? ['Seats'] : [])];
  const places = report.inventory.map(({ documentId, key, expected, found }) => [
    ...[documentId, key, found, expected.some((state) => found.startsWith(state)) ? '' : 'WRONG'],
    `(allowed: ${expected.join(', ')})`,
  ]);
  return [
    id,
    ...indented(aligned(facts)),
    'lines',
    ...indented(
      aligned(report.lines.map((line) => [line.lineId, line.description, moneyText(line.charged)])),
    ),
    'inventory',
    ...indented(aligned(places)),
    ...indented(left.map((inventory) => `${inventory} are at an external supplier.`)),
    'timeline',
    ...indented(
      aligned(report.timeline.map(({ at: when, status: reached, detail }) => [at(when), reached, detail])),
    ),
  ];
}

/** The current step, or the steps left to undo. */
function progressText({ saga, impossible }: BookingSummary): string {
  if (impossible !== null) return 'impossible state';
  if (saga === null) return 'final';
  const [first, ...others] = saga.undoing;
  if (first !== undefined) return `undo ${[first, ...others].join(', then ')}`;
  return saga.step === null ? 'all undone' : `${saga.step}${saga.intended ? ', intended' : ''}`;
}

function moneyText({ amount, currency }: Money): string {
  return `${amount} minor units of ${currency}`;
}

function at(instant: Date): string {
  return instant.toISOString();
}

function fromNow(instant: Date, now: Date): string {
  const ms = instant.getTime() - now.getTime();
  return ms < 0 ? `${duration(-ms)} ago` : `in ${duration(ms)}`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** Formats a duration in its two largest units: `2 h 5 m`. */
function duration(ms: number): string {
  let left = Math.max(0, Math.round(ms / 1_000));
  const parts: string[] = [];
  for (const [unit, seconds] of units) {
    if (left >= seconds || parts.length > 0) parts.push(`${Math.floor(left / seconds)} ${unit}`);
    left %= seconds;
  }
  return [...parts, `${left} s`].slice(0, 2).join(' ');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
