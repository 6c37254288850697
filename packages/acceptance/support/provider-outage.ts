import { eventually, type Shop } from '@murmuration/testkit';

/** A time in which the payment provider does not answer. */
export interface Outage {
  /** Ends it once a call that began after this moment has failed, so that no earlier one is still under way. */
  endAfterFreshCall(): Promise<void>;
}

const ENDLESS = 100_000;
// The provider's own client repeats a call whose connection was cut once: the third request from now is another call's.
const REQUESTS = 3;
const LIMIT_MS = 30_000;

/** Cuts off the payment provider. Meant for one order at a time. */
export async function beginOutage({ sandbox }: Shop): Promise<Outage> {
  const { id } = await sandbox.addRule({ mode: 'down', times: ENDLESS });
  const requestsLeft = async (): Promise<number> => {
    const rule = (await sandbox.rules()).find((each) => each.id === id);
    return rule?.timesLeft ?? 0;
  };
  return {
    endAfterFreshCall: async () => {
      const atFirst = await requestsLeft();
      await eventually(async () => (await requestsLeft()) <= atFirst - REQUESTS, {
        what: 'the payment provider to be asked anew',
        timeoutMs: LIMIT_MS,
      });
      await sandbox.removeRule(id);
    },
  };
}
