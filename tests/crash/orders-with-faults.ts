import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseOrdersConfig } from '../../subgraphs/orders/config.ts';
import { startOrders } from '../../subgraphs/orders/app.ts';
import { createFaultClient } from './fault-client.ts';
import { paymentPointName, reservationIdFromPayment } from './points.ts';
import type { PaymentPoint } from './points.ts';

// As subgraphs/orders/main.ts, with fault points around the calls to the payment provider.
await runProcess('orders', process.env, (signal) => {
  const config = parseOrdersConfig(process.env);
  const logger = createLogger('orders', config.LOG_LEVEL);
  const reach = createFaultClient(process.env);

  async function around<Answer>(
    call: PaymentPoint['call'],
    paymentId: string,
    ask: () => Promise<Answer>,
  ): Promise<Answer> {
    const id = reservationIdFromPayment(paymentId);
    await reach([{ id, name: paymentPointName({ call, stage: 'before' }) }]);
    const answer = await ask();
    await reach([{ id, name: paymentPointName({ call, stage: 'after' }) }]);
    return answer;
  }

  return startOrders({
    ...{ config, logger, metrics: createMetrics('orders'), signal },
    provider: (sandbox) => ({
      authorise: (request, ending) =>
        around('authorise', request.paymentId, () => sandbox.authorise(request, ending)),
      capture: (paymentId, ending) => around('capture', paymentId, () => sandbox.capture(paymentId, ending)),
      void: (paymentId, ending) => around('void', paymentId, () => sandbox.void(paymentId, ending)),
      refund: (request, ending) => around('refund', request.paymentId, () => sandbox.refund(request, ending)),
    }),
  });
});
