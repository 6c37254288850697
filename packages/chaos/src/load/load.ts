import { randomUUID } from 'node:crypto';
import { getOrder } from '@murmuration/contracts';
import { eventually, type Shop } from '@murmuration/testkit';
import type { Chance } from '../chance.ts';
import type { Article, Articles } from './articles.ts';
import { buyer, type Customer, newCustomer } from './plans.ts';
import { serve } from './serve.ts';

/** Customers who come all the time. */
export interface Load {
  /** Orders that this scenario's customers have begun to send. */
  readonly orders: number;
  /** Orders of them whose sender has the last outcome that it waits for. */
  readonly served: number;
  /** Sets how many customers come in a second from now on; 0 lets none come. */
  setRate(rate: number): void;
  /** Lets so many customers come at once, besides the others; resolves when all are served. */
  burst(count: number): Promise<void>;
  /** Waits until so many more customers have been served. */
  untilServed(count: number, timeoutMs?: number): Promise<void>;
  /** Waits until an order that comes in now is confirmed: until everybody is at work. */
  untilFlowing(timeoutMs?: number): Promise<void>;
  /** One more customer, who buys; resolves to the order's id when it has its outcome. */
  buy(article?: Article): Promise<string>;
  /** One more customer with a plan; resolves when served. */
  serve(customer: Customer): Promise<void>;
  /** Ids of orders that nobody has used. */
  newOrderId(): string;
  readonly articles: Articles;
}

/** Customers under way at a time; when there are as many, no more come. */
const MOST_UNDER_WAY = 600;
const TICK_MS = 50;
const SERVED_LIMIT_MS = 60_000;
const FLOWING_LIMIT_MS = 120_000;

/** The customers of one scenario. */
export class Crowd implements Load {
  readonly customers: Customer[] = [];
  /** What went wrong in a way that no fault excuses. */
  readonly complaints: string[] = [];
  private readonly shop: Shop;
  readonly articles: Articles;
  private readonly chance: Chance;
  private readonly run = randomUUID().slice(0, 8);
  private readonly gone = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private readonly ticker: NodeJS.Timeout;
  private rate = 0;
  private ids = 0;
  private due = 0;

  constructor(shop: Shop, articles: Articles, chance: Chance) {
    this.shop = shop;
    this.articles = articles;
    this.chance = chance;
    this.ticker = setInterval(() => this.tick(), TICK_MS);
  }

  get orders(): number {
    return this.customers.length;
  }

  get served(): number {
    return this.customers.length - this.underWay.size;
  }

  setRate(rate: number): void {
    this.rate = rate;
    this.due = 0;
  }

  async burst(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.welcome()));
  }

  async untilServed(count: number, timeoutMs: number = SERVED_LIMIT_MS): Promise<void> {
    const enough = this.served + count;
    await eventually(() => this.served >= enough, {
      what: `${count} more customers to be served`,
      timeoutMs,
    });
  }

  /** Lets no more customers come, and waits until all have been served. */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.ticker);
    await eventually(() => this.underWay.size === 0, {
      what: 'all customers to have the outcomes that they wait for',
      timeoutMs,
    }).finally(() => this.gone.abort());
  }

  private tick(): void {
    this.due += (this.rate * TICK_MS) / 1_000;
    for (; this.due >= 1; this.due--) {
      if (this.underWay.size < MOST_UNDER_WAY) void this.welcome();
    }
  }

  newOrderId(): string {
    this.ids += 1;
    return `${this.run}-${this.ids}`;
  }

  async buy(article: Article = this.chance.pick(this.articles.usual)): Promise<string> {
    const customer = buyer(this.newOrderId(), article);
    await this.serve(customer);
    return customer.order.orderId;
  }

  async untilFlowing(timeoutMs: number = FLOWING_LIMIT_MS): Promise<void> {
    const orderId = await this.buy();
    const isConfirmed = async (): Promise<boolean> => {
      const order = await this.shop.client.ask(getOrder, { orderId });
      if (order?.status === 'confirmed') return true;
      throw new Error(`it is ${order?.status ?? 'unknown'}`);
    };
    await eventually(isConfirmed, { what: 'a new order to be confirmed', timeoutMs });
  }

  private async welcome(): Promise<void> {
    await this.serve(newCustomer(this.chance, this.newOrderId(), this.articles));
  }

  async serve(customer: Customer): Promise<void> {
    this.customers.push(customer);
    const serving = serve(this.shop, customer, this.gone.signal)
      .catch((error: unknown) => void this.complaints.push(`${customer.plan}: ${String(error)}`))
      .finally(() => this.underWay.delete(serving));
    this.underWay.add(serving);
    await serving;
  }
}
