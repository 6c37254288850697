import { createSecretKey } from 'node:crypto';
import { TerminalError, UnavailableError } from '@murmuration/choreography';
import type { Mailer } from '@murmuration/mailer';
import type {
  Charge,
  ChargeResult,
  PaymentProvider,
  RefundRequest,
  RefundResult,
} from '@murmuration/payment';
import type { KeyRing } from '@murmuration/personal-data';
import type { Account, Answer, Outside } from './outside.ts';
import type { Rules } from './rules.ts';

/** A key of a person like any other; that it is known to everybody hurts nobody here. */
export const personKey = createSecretKey(Buffer.alloc(32, 7));

type Gateway = PaymentProvider & Mailer & Pick<KeyRing, 'keyOf'>;

/**
 * The gateways that the services are given: they act on the outside of the world that the call is made in, as that world has chosen to answer. One call at a time.
 *
 * A charge or its voiding is one step here. At the real provider it is two requests, but what stands between them, a payment that is created and not confirmed, answers
 * every question as one that was never asked for.
 */
export class Gateways implements Gateway {
  outside: Outside;
  private readonly answer: Answer;
  private readonly rules: Rules;

  constructor(outside: Outside, answer: Answer, rules: Rules) {
    this.outside = outside;
    this.answer = answer;
    this.rules = rules;
  }

  async charge({ orderId, amount }: Charge): Promise<ChargeResult> {
    const taken = { status: 'captured', captured: amount.amount } as const;
    const refused = { status: 'declined', captured: 0 } as const;
    return this.end(orderId, this.answer === 'no' ? refused : taken);
  }

  async void({ orderId }: Charge): Promise<ChargeResult> {
    return this.end(orderId, { status: 'voided', captured: 0 });
  }

  async refund({ orderId, refundId, amount }: RefundRequest): Promise<RefundResult> {
    if (this.answer === 'silent') throw new UnavailableError('no answer');
    const account = this.outside.accounts[orderId];
    if (account?.status !== 'captured') throw new TerminalError(`${orderId} was never charged`);
    const before = account.refunds[refundId] ?? 0;
    const isNew = before === 0 || this.rules.provider === 'forgets';
    const refunds = isNew
      ? { ...account.refunds, [refundId]: before + amount.amount }
      : account.refunds;
    const given = { kind: 'refunded', providerReference: `re_${refundId}` } as const;
    return this.answered(given, orderId, { ...account, refunds });
  }

  async send({ messageId }: Parameters<Mailer['send']>[0]): ReturnType<Mailer['send']> {
    if (this.answer === 'silent') throw new UnavailableError('no answer');
    if (this.answer === 'no') return { outcome: 'refused', reason: 'no such mailbox' };
    const { mails } = this.outside;
    const times = Math.min(2, (mails[messageId] ?? 0) + 1);
    this.outside = { ...this.outside, mails: { ...mails, [messageId]: times } };
    if (this.answer !== 'yes') throw new UnavailableError('no answer');
    return { outcome: 'sent' };
  }

  async keyOf(): ReturnType<KeyRing['keyOf']> {
    if (this.answer === 'silent') throw new UnavailableError('no answer');
    return this.outside.isCustomerKnown ? personKey : null;
  }

  private end(orderId: string, wanted: Pick<Account, 'status' | 'captured'>): ChargeResult {
    if (this.answer === 'silent') throw new UnavailableError('no answer');
    const known = this.outside.accounts[orderId];
    const charges = wanted.status === 'captured' ? 1 : 0;
    if (known === undefined) {
      const account: Account = { ...wanted, charges, refunds: {} };
      return this.answered(resultOf(orderId, account.status), orderId, account);
    }
    // an end is final; a provider that does not know a payment again makes another
    const again = this.rules.provider === 'forgets' && known.status === 'captured' ? charges : 0;
    const account = {
      ...known,
      charges: known.charges + again,
      captured: known.captured + again * wanted.captured,
    };
    return this.answered(resultOf(orderId, account.status), orderId, account);
  }

  private answered<Result>(result: Result, orderId: string, account: Account): Result {
    this.outside = {
      ...this.outside,
      accounts: { ...this.outside.accounts, [orderId]: account },
    };
    if (this.answer === 'does it and is silent') throw new UnavailableError('no answer');
    return result;
  }
}

function resultOf(orderId: string, status: Account['status']): ChargeResult {
  switch (status) {
    case 'captured':
      return { kind: 'captured', providerReference: `pi_${orderId}` };
    case 'declined':
      return { kind: 'declined', code: 'card_declined', message: 'Your card was declined.' };
    case 'voided':
      return { kind: 'voided' };
    default:
      return status satisfies never;
  }
}

/** Stands where the gateways of the moment are: services are defined once, worlds come and go. */
export class Desk implements Gateway {
  now: Gateways | undefined;

  charge: PaymentProvider['charge'] = (charge) => this.gateways.charge(charge);
  void: PaymentProvider['void'] = (charge) => this.gateways.void(charge);
  refund: PaymentProvider['refund'] = (refund) => this.gateways.refund(refund);
  send: Mailer['send'] = (mail) => this.gateways.send(mail);
  keyOf: KeyRing['keyOf'] = () => this.gateways.keyOf();
  forget: KeyRing['forget'] = () => undefined;

  private get gateways(): Gateways {
    if (this.now === undefined) throw new Error('a gateway is used outside of a call');
    return this.now;
  }
}
