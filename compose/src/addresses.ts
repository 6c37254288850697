import { OBSERVER, OPERATOR } from '@murmuration/broker';
import { brokerSecret } from './broker-files.ts';
import type { Variables } from './environments.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

/** Where this machine reaches itself: all of its addresses are none to go to. */
function hostOf({ BIND_ADDRESS: address }: Settings): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}

/** Where everything is for programs on this machine, in the form of the file that `npm start` writes. */
export function addressesOf(settings: Settings, secrets: Secrets): object {
  const host = hostOf(settings);
  return {
    natsUrl: `nats://${host}:${settings.NATS_PORT}`,
    natsUser: OPERATOR,
    natsPassword: secrets.password(brokerSecret(OPERATOR)),
    natsObserver: { user: OBSERVER, password: secrets.password(brokerSecret(OBSERVER)) },
    natsWebsocketUrl: `ws://${host}:${settings.NATS_WEBSOCKET_PORT}`,
    services: { edge: { url: `http://${host}:${settings.EDGE_PORT}` } },
    paymentSandboxUrl: `http://${host}:${settings.SANDBOX_PORT}`,
    mailUrl: `http://${host}:${settings.MAIL_PORT}`,
  };
}

/** For the command lines `nats` and `murmur` of an operator on this machine. */
export function operatorVariables(settings: Settings, secrets: Secrets): Variables {
  const url = `nats://${hostOf(settings)}:${settings.NATS_PORT}`;
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
