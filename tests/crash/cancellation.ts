import type { GraphClient } from '../kit/graph-client.ts';
import { Refused } from './refused.ts';

const quoteQuery = `query CancellationQuote($id: ID!) {
  cancellationQuote(reservationId: $id) { id refund { amount } }
}`;
const cancelMutation = `mutation CancelReservation($input: CancelReservationInput!) {
  cancelReservation(input: $input) {
    __typename
    ... on CancelAccepted { reservation { id } }
    ... on Refusal { message }
  }
}`;

interface QuoteData {
  cancellationQuote: { id: string; refund: { amount: number } } | null;
}
interface CancelData {
  cancelReservation: { __typename: string; message?: string };
}
export interface CancelRequest {
  reservationId: string;
  cancellationQuoteId: string;
  idempotencyKey: string;
}

/** Quotes the cancellation of a completed booking. `refund` is in minor units. */
export async function quoteCancellation(
  client: GraphClient,
  id: string,
): Promise<{ id: string; refund: number }> {
  const { data, errors } = await client.send<QuoteData, { id: string }>(quoteQuery, { id });
  const quote = data?.cancellationQuote;
  if (!quote) throw new Error(`${id} cannot be cancelled: ${JSON.stringify(errors)}`);
  return { id: quote.id, refund: quote.refund.amount };
}

/** @throws Refused for a refusal; further errors for a call without an answer */
export async function cancelReservation(client: GraphClient, input: CancelRequest): Promise<void> {
  const { data, errors } = await client.send<CancelData, { input: CancelRequest }>(cancelMutation, { input });
  if (!data || errors !== undefined) throw new Error(JSON.stringify(errors));
  const { cancelReservation: answer } = data;
  if (answer.__typename !== 'CancelAccepted') throw new Refused(JSON.stringify(answer));
}
