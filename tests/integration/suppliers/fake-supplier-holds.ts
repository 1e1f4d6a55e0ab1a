/** A line of a hold. */
export interface AskedLine {
  lineId: string;
  price: { amount: number; currency: string };
  rooms?: number;
  passengers?: number;
}

interface BookedLine {
  lineId: string;
  count: number;
  price: unknown;
  state: 'held' | 'booked' | 'released';
}

export type SupplierHolds = ReturnType<typeof createSupplierHolds>;

/** The stock and the holds of a supplier. Every operation is idempotent by reservation. */
export function createSupplierHolds() {
  const reservations = new Map<string, BookedLine[]>();
  /** Released before their hold arrived: tombstones. */
  const tombstones = new Set<string>();
  let capacity = 1_000;
  let priceOf: (line: AskedLine) => unknown = ({ price }) => price;
  const linesOf = (reservationId: string) => reservations.get(reservationId) ?? [];
  const taken = () =>
    [...reservations.values()]
      .flat()
      .filter(({ state }) => state !== 'released')
      .reduce((sum, { count }) => sum + count, 0);
  const stated = (lines: readonly BookedLine[]) => lines.map(({ lineId, price }) => ({ lineId, price }));

  return {
    hold(reservationId: string, asked: readonly AskedLine[], deadline: Date) {
      const known = reservations.get(reservationId);
      if (known?.some(({ state }) => state === 'released') ?? tombstones.has(reservationId)) {
        return { outcome: 'too_late' };
      }
      if (known !== undefined) return { outcome: 'held', lines: stated(known) };
      if (new Date() >= deadline) return { outcome: 'too_late' };
      const lines = asked.map((line): BookedLine => ({
        lineId: line.lineId,
        count: line.rooms ?? line.passengers ?? 1,
        price: priceOf(line),
        state: 'held',
      }));
      const wanted = lines.reduce((sum, { count }) => sum + count, 0);
      if (taken() + wanted > capacity) return { outcome: 'sold_out', lineId: lines[0]?.lineId };
      reservations.set(reservationId, lines);
      return { outcome: 'held', lines: stated(lines) };
    },

    confirm(reservationId: string) {
      const lines = linesOf(reservationId);
      if (lines.length === 0 || lines.some(({ state }) => state === 'released'))
        return { outcome: 'nothing_held' };
      for (const line of lines) line.state = 'booked';
      return { outcome: 'confirmed', lines: stated(lines) };
    },

    release(reservationId: string) {
      tombstones.add(reservationId);
      for (const line of linesOf(reservationId)) line.state = 'released';
      return { outcome: 'released' };
    },

    state(reservationId: string) {
      return { lines: linesOf(reservationId).map(({ lineId, state, price }) => ({ lineId, state, price })) };
    },

    /** Sets the total stock. */
    sell(count: number) {
      capacity = count;
    },
    /** Sets the prices of new holds; undefined to answer without prices. */
    price(of: (line: AskedLine) => unknown) {
      priceOf = of;
    },
    /** The number of units held or booked. */
    taken,
    /** The state of each line of a reservation. */
    of: (reservationId: string) => linesOf(reservationId).map(({ state }) => state),
    isBuried: (reservationId: string) => tombstones.has(reservationId),
  };
}
