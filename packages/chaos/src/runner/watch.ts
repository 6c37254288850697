import { setTimeout as sleep } from 'node:timers/promises';
import type { Shop } from '@murmuration/testkit';
import { auditShop, findingsOf } from './audit-shop.ts';
import type { Finding } from './finding.ts';
import type { Story } from './story.ts';

const EVERY_MS = 3_000;

/** Audits a shop again and again while a fault happens to it: what must hold at every moment must hold then. Ends with the first look that finds something. */
export class Watch {
  private readonly findings: Finding[] = [];
  private readonly over = new AbortController();
  private readonly watching: Promise<void>;
  private looks = 0;
  private inVain = 0;

  constructor(shop: Shop) {
    this.watching = this.watch(shop);
  }

  /** Waits for the look that is under way, and tells what was found. */
  async end(story: Story): Promise<readonly Finding[]> {
    this.over.abort();
    await this.watching;
    story.note(`audited ${this.looks} times meanwhile, ${this.inVain} times in vain`);
    return this.findings;
  }

  private async watch(shop: Shop): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted && this.findings.length === 0) {
      try {
        this.findings.push(...findingsOf(await auditShop(shop, { drained: false })));
        this.looks++;
      } catch {
        // the database, or the provider, is what the fault has taken away
        this.inVain++;
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
