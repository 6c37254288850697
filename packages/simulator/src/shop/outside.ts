import { type Circuit, circuit, UnavailableError } from '@murmuration/choreography';
import type { Mailer } from '@murmuration/mailer';
import { inMemoryMailer } from '@murmuration/mailer';
import { inProcessProvider, type ChargeResult, type PaymentProvider } from '@murmuration/payment';
import type { Rules } from '../ground/rules.ts';
import type { Chance } from '../time/chance.ts';
import { pause } from '../time/virtual-time.ts';

/** How those outside of the shop behave at the moment: probabilities. */
export interface Mood {
  /** Does nothing, and says so or nothing. */
  silent: number;
  /** Does what it is asked, and the answer gets lost. */
  secretive: number;
  /** Takes seconds instead of milliseconds. */
  slow: number;
}

/** A provider told how a payment ended, as its webhooks do. */
export type Report = (orderId: string, result: 'captured' | 'voided') => void;

/** The payment provider and the mail server, which outlive every process and keep books of their own. */
export class Outside {
  readonly provider = inProcessProvider();
  readonly post = inMemoryMailer();
  readonly mood: Mood = { silent: 0, secretive: 0, slow: 0 };
  /** How often money was taken, by order. */
  readonly charges = new Map<string, number>();
  /** How often each mail arrived. */
  readonly arrivals = new Map<string, number>();
  onReport: Report = () => undefined;
  private readonly chance: Chance;
  private readonly rules: Rules;

  constructor(chance: Chance, rules: Rules) {
    this.chance = chance;
    this.rules = rules;
  }

  /** The provider as one process reaches it, through a circuit of its own. */
  providerFor(): PaymentProvider {
    const call = circuit('the payment provider', { failures: 3 });
    return {
      charge: (charge, signal) =>
        call(() => this.settle(charge.orderId, () => this.provider.charge(charge, signal)), signal),
      void: (charge, signal) =>
        call(() => this.settle(charge.orderId, () => this.provider.void(charge, signal)), signal),
      refund: (refund, signal) =>
        call(() => this.ask(() => this.provider.refund(refund, signal)), signal),
    };
  }

  mailerFor(): Mailer {
    const call: Circuit = circuit('the mail server', { failures: 3 });
    return {
      send: (mail, signal) =>
        call(
          () =>
            this.ask(async () => {
              this.arrivals.set(mail.messageId, (this.arrivals.get(mail.messageId) ?? 0) + 1);
              return await this.post.send(mail, signal);
            }),
          signal,
        ),
    };
  }

  private async settle(orderId: string, act: () => Promise<ChargeResult>): Promise<ChargeResult> {
    return await this.ask(async () => {
      const isNew = !this.provider.accounts.has(orderId);
      const result = await act();
      if ((isNew || !this.rules.chargesOnce) && result.kind === 'captured') {
        this.charges.set(orderId, (this.charges.get(orderId) ?? 0) + 1);
      }
      if (isNew && result.kind !== 'declined') this.onReport(orderId, result.kind);
      return result;
    });
  }

  private async ask<Result>(act: () => Promise<Result>): Promise<Result> {
    const { chance, mood } = this;
    const travel = (): Promise<void> =>
      pause(chance.happens(mood.slow) ? chance.between(500, 12_000) : chance.between(2, 40));
    await travel();
    if (chance.happens(mood.silent)) throw new UnavailableError('no answer');
    const result = await act();
    await travel();
    if (chance.happens(mood.secretive)) throw new UnavailableError('no answer');
    return result;
  }
}
