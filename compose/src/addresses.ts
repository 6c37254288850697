import { OBSERVER, OPERATOR } from '@murmuration/broker';
import { brokerSecret } from './broker-files.ts';
import type { Variables } from './environments.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

const HERE = '127.0.0.1';

/** Where everything is for programs on this machine, in the form of the file that `npm start` writes. */
export function addressesOf(settings: Settings, secrets: Secrets): object {
  return {
    natsUrl: `nats://${HERE}:${settings.NATS_PORT}`,
    natsUser: OPERATOR,
    natsPassword: secrets.password(brokerSecret(OPERATOR)),
    natsObserver: { user: OBSERVER, password: secrets.password(brokerSecret(OBSERVER)) },
    natsWebsocketUrl: `ws://${HERE}:${settings.NATS_WEBSOCKET_PORT}`,
    services: { edge: { url: `http://${HERE}:${settings.EDGE_PORT}` } },
    paymentSandboxUrl: `http://${HERE}:${settings.SANDBOX_PORT}`,
    mailUrl: `http://${HERE}:${settings.MAIL_PORT}`,
  };
}

/** For the command lines `nats` and `murmur` of an operator on this machine. */
export function operatorVariables({ NATS_PORT }: Settings, secrets: Secrets): Variables {
  const url = `nats://${HERE}:${NATS_PORT}`;
  const password = secrets.password(brokerSecret(OPERATOR));
  return {
    NATS_URL: url,
    NATS_USER: OPERATOR,
    NATS_PASSWORD: password,
    MURMURATION_URL: url,
    MURMURATION_USER: OPERATOR,
    MURMURATION_PASSWORD: password,
  };
}
