import {
  type RunningService,
  type ServiceDefinition,
  migrate,
  runtimeSettings,
  startService,
} from '@murmuration/choreography';
import { inventoryMigrations, inventoryService } from '@murmuration/inventory';
import { orderMigrations, orderService } from '@murmuration/order';
import { inProcessProvider, paymentMigrations, paymentService } from '@murmuration/payment';

/** Some services of the saga in one process. Tells its parent when it is ready, and its CPU time on request. */
const {
  SERVICES = '',
  ADMIN_URL = '',
  SOCKET_FOLDER = '',
  NATS_URL = '',
  NATS_USER = '',
  NATS_PASSWORD = '',
  BATCH_SIZE = '500',
} = process.env;
const PASSWORD = 'bench';

const services: Record<
  string,
  { definition: () => ServiceDefinition; migrations: typeof orderMigrations }
> = {
  order: { definition: orderService, migrations: orderMigrations },
  inventory: { definition: inventoryService, migrations: inventoryMigrations },
  payment: { definition: paymentAtOnce, migrations: paymentMigrations },
};

/** The provider answers at once: as many calls at a time as two batches hold. */
function paymentAtOnce(): ServiceDefinition {
  const payment = paymentService(inProcessProvider());
  const concurrency = 2 * Number(BATCH_SIZE);
  const reactions = payment.reactions.map((reaction) =>
    reaction.kind === 'call' ? { ...reaction, concurrency } : reaction,
  );
  return { ...payment, reactions };
}

async function start(name: string): Promise<RunningService> {
  const chosen = services[name];
  if (chosen === undefined) {
    throw new Error(`${name} is not one of ${Object.keys(services).join(', ')}`);
  }
  await migrate({ adminUrl: ADMIN_URL, migrations: chosen.migrations, password: PASSWORD });
  const database = new URL(ADMIN_URL);
  database.username = `murmuration_${name}`;
  database.password = PASSWORD;
  database.searchParams.set('host', SOCKET_FOLDER);
  return await startService(
    chosen.definition(),
    runtimeSettings.parse({
      NATS_URL,
      NATS_USER,
      NATS_PASSWORD,
      BATCH_SIZE,
      DATABASE_URL: database.href,
      LOG_LEVEL: 'warn',
    }),
  );
}

const running = await Promise.all(SERVICES.split(',').map(start));
process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() });
  if (message === 'stop') {
    void Promise.all(running.map((service) => service.stop())).then(() => process.exit(0));
  }
});
process.send?.('ready');
