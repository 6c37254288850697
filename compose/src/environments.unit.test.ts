import { expect, it } from 'vitest';
import { addressesOf, operatorVariables } from './addresses.ts';
import { brokerFiles } from './broker-files.ts';
import { environments, type Variables } from './environments.ts';
import { Secrets } from './secrets.ts';
import { readSettings } from './settings.ts';

const SERVICES = ['auth', 'user', 'order', 'payment', 'notification'];
const NO_FILE = '/nowhere/at/all';

async function generated(given: Variables = {}) {
  const settings = await readSettings(NO_FILE, given);
  const secrets = await Secrets.open(NO_FILE);
  const programs = environments(SERVICES, settings, secrets);
  const of = (name: string): Variables => programs.get(name) ?? {};
  return { programs, of, secrets, files: await brokerFiles(settings, secrets) };
}

it('gives a program its own passwords and keys, and nobody else', async () => {
  const { programs } = await generated();
  const holders = Map.groupBy(
    [...programs].flatMap(([program, variables]) =>
      Object.entries(variables)
        .filter(([name]) => /PASSWORD|SECRET|SEED|_KEY$|DATABASE_URL/.test(name))
        .map(([name, value]) => ({ program, name, value })),
    ),
    ({ value }) => value,
  );
  const shared = [...holders.values()]
    .filter((several) => several.length > 1)
    .map((several) => several.map(({ program, name }) => `${program} ${name}`));
  expect(shared).toEqual([
    ['payment STRIPE_SECRET_KEY', 'payment-sandbox API_KEY'],
    ['payment STRIPE_WEBHOOK_SECRET', 'payment-sandbox WEBHOOK_SECRET'],
  ]);
});

it('gives each service the role that the migrations make for it', async () => {
  const { of } = await generated();
  const url = new URL(of('order')['DATABASE_URL'] ?? '');
  expect(url.username).toBe('murmuration_order');
  expect(of('migrate')['ORDER_DATABASE_PASSWORD']).toBe(decodeURIComponent(url.password));
});

it('charges in the sandbox until a real provider is named, which the sandbox then knows nothing of', async () => {
  const { of: inSandbox } = await generated();
  expect(inSandbox('payment')['STRIPE_HOST_OVERRIDE']).toBe('http://payment-sandbox:12111');
  expect(inSandbox('payment-sandbox')['WEBHOOK_URL']).toBe('http://payment:8404/webhooks/stripe');
  const live = { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
  const { of } = await generated(live);
  expect(of('payment')).toMatchObject(live);
  expect(of('payment')).not.toHaveProperty('STRIPE_HOST_OVERRIDE');
  expect(JSON.stringify(of('payment-sandbox'))).not.toMatch(/sk_live_1|whsec_1|WEBHOOK_URL/);
});

it('refuses half of a provider', async () => {
  await expect(generated({ STRIPE_SECRET_KEY: 'sk_live_1' })).rejects.toThrow(
    /STRIPE_WEBHOOK_SECRET is not set: goes with STRIPE_SECRET_KEY/,
  );
});

it('sends mail through the catcher until a mail server is named', async () => {
  const { of } = await generated();
  expect(of('auth')['SMTP_URL']).toBe('smtp://mail-catcher:1025');
  const { of: real } = await generated({ SMTP_URL: 'smtps://u:p@mail.example' });
  expect(real('notification')['SMTP_URL']).toBe('smtps://u:p@mail.example');
});

it('makes one server of the broker, or three that know each other', async () => {
  const alone = await generated();
  expect([...alone.files.keys()]).toEqual(['nats']);
  expect(alone.of('order')).toMatchObject({ NATS_URL: 'nats://nats:4222', STREAM_REPLICAS: '1' });
  const { files, of, secrets } = await generated({ COMPOSE_PROFILES: 'telemetry, cluster' });
  expect([...files.keys()]).toEqual(['nats', 'nats-2', 'nats-3']);
  expect(of('edge')['NATS_URL']).toBe('nats://nats:4222,nats://nats-2:4222,nats://nats-3:4222');
  expect(of('order')['STREAM_REPLICAS']).toBe('3');
  for (const [name, text] of files) {
    expect(text).toContain(`server_name: "${name}"`);
    expect(text).toContain(`nats://cluster:${secrets.password('broker-cluster')}@nats-3:6222`);
  }
});

it('sends traces and metrics only where there is somebody to take them', async () => {
  const { of } = await generated();
  expect(Object.keys(of('order')).filter((name) => name.startsWith('OTEL_'))).toEqual([]);
  const { of: measured } = await generated({ COMPOSE_PROFILES: 'telemetry' });
  expect(measured('order')).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel-collector:4318',
    OTEL_SERVICE_NAME: 'order',
  });
});

it.each([
  ['10.0.0.7', 'nats://10.0.0.7:4222'],
  ['0.0.0.0', 'nats://127.0.0.1:4222'],
  ['2001:db8::7', 'nats://[2001:db8::7]:4222'],
])(
  'tells programs on this machine where to go when ports are opened on %s',
  async (address, url) => {
    const settings = await readSettings(NO_FILE, { BIND_ADDRESS: address });
    const secrets = await Secrets.open(NO_FILE);
    expect(operatorVariables(settings, secrets)['NATS_URL']).toBe(url);
    expect(addressesOf(settings, secrets)).toMatchObject({ natsUrl: url });
  },
);

it.each([{ LOG_LEVEL: 'silly' }, { BIND_ADDRESS: 'here' }])('refuses %j', async (given) => {
  await expect(readSettings(NO_FILE, given)).rejects.toThrow(Object.keys(given)[0]);
});
