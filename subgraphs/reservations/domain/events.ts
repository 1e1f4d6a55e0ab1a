import type { BookingStatus } from './booking.ts';

/** The event of a reservation that enters a status. */
export const reservationEventTypes = {
  INIT: 'reservation.created',
  HOTEL_BOOKED: 'reservation.hotel_booked',
  FLIGHT_BOOKED: 'reservation.flight_booked',
  COMPLETED: 'reservation.completed',
  COMPENSATING: 'reservation.compensating',
  FAILED: 'reservation.failed',
  CANCELLING: 'reservation.cancelling',
  CANCELLED: 'reservation.cancelled',
} as const satisfies Record<BookingStatus, string>;

/** The event of a flight whose fares, seats or times changed. */
export const flightUpdated = 'flight.updated';
