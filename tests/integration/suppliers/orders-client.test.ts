import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { priorityHeader, timeoutHeader } from '../../../platform/http/request-deadline.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { createOrdersClient } from '../../../subgraphs/reservations/suppliers/orders.ts';
import { startHttpServer } from '../../kit/http-server.ts';
import type { TestHttpServer } from '../../kit/http-server.ts';
import { testCallers } from '../../kit/subgraph-client.ts';

describe("the saga's calls of orders", () => {
  let orders: TestHttpServer | undefined;
  let client: ReturnType<typeof createOrdersClient> | undefined;
  afterEach(async () => {
    await client?.close();
    await orders?.stop();
  });

  it('carry their deadline, and are refused last under overload', async () => {
    const received: IncomingHttpHeaders[] = [];
    orders = await startHttpServer(({ headers }, response) => {
      received.push(headers);
      response.setHeader('content-type', 'application/json');
      response.end('{"data":{"cancelOrder":{"orderId":"ord_1"}}}');
    });
    const { router: signer } = await testCallers();
    const logger = createLogger('test', 'silent');
    const url = `${orders.origin}/graphql`;
    client = createOrdersClient({ url, signer, logger, metrics: createMetrics('test'), timeoutMs: 4_321 });

    await client.cancel({ reservationId: 'rsv_1', userId: 'usr_1', reason: 'test' });

    expect(received).toMatchObject([{ [timeoutHeader]: '4321', [priorityHeader]: 'u=1' }]);
  });
});
