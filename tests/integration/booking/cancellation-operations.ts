export const quote = `query ($id: ID!) {
  cancellationQuote(reservationId: $id) {
    id expiresAt refund { amount currency } fee { amount } reservation { id }
    lines { lineId charged { amount } refund { amount } }
  }
}`;
export const cancel = `mutation ($input: CancelReservationInput!) {
  cancelReservation(input: $input) {
    __typename
    ... on CancelAccepted { reservation { id status cancellation { refund { amount } lines { lineId } } } }
    ... on NotCancellable { reason }
    ... on Refusal { message }
  }
}`;

export const quoteOrReason = `query ($id: ID!) { quoteCancellation(reservationId: $id) {
  __typename
  ... on CancellationQuote { id refund { amount } reservation { id } } ... on NotCancellable { reason message }
} }`;

export interface QuoteAnswer {
  cancellationQuote: { id: string; refund: { amount: number } } | null;
}
export interface CancelAnswer {
  cancelReservation: { __typename: string; reason?: string; reservation?: { id: string; status: string } };
}
