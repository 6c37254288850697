import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { connectPatiently } from '../connection/connect-patiently.ts';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import type { Printer } from '../output/printer.ts';
import { count } from '../output/table.ts';
import { plan } from './plan.ts';
import { prepareShop } from './prepare.ts';
import type { Scenario } from './scenarios.ts';
import type { Stage } from './stage.ts';
import { isAsExpected, percentile, type Played, summarize, summaryText } from './summary.ts';

export interface DemoOptions {
  readonly orders: number;
  /** Orders a second. */
  readonly rate: number;
}

const DEMO_TIMEOUT_MS = 60_000;
const RUN_ID_BYTES = 3;
const MS_PER_S = 1_000;

/** Places a stream of orders that show every outcome, and checks that each ended as it must. */
export async function demo(session: Session, options: DemoOptions): Promise<ExitCode> {
  const limitMs = session.timeoutMs(DEMO_TIMEOUT_MS);
  const client = await connectPatiently(session, limitMs);
  const run = randomBytes(RUN_ID_BYTES).toString('hex');
  session.printer.note(
    `demonstration ${run}: ${count(options.orders, 'order')}, ${options.rate} a second`,
  );
  const stage = await prepareShop({ client, run, limitMs }, options.orders);
  return sayResult(session.printer, await playAll(stage, session.printer, options));
}

async function playAll(
  stage: Stage,
  printer: Printer,
  { orders, rate }: DemoOptions,
): Promise<Played[]> {
  const all = plan(orders);
  const start = performance.now();
  const done: Played[] = [];
  const playing = all.map(async (scenario, n) => {
    await wait(Math.max(0, start + (n * MS_PER_S) / rate - performance.now()));
    const played = await play(stage, scenario, n);
    done.push(played);
    sayProgress(printer, played, done, orders);
    return played;
  });
  return await Promise.all(playing);
}

async function play(stage: Stage, scenario: Scenario, n: number): Promise<Played> {
  const start = performance.now();
  const { title, expected } = scenario;
  const seen = await scenario
    .play(stage, n)
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  const tookMs = Math.round(performance.now() - start);
  return { orderId: `demo-${stage.run}-${n}`, title, expected, seen, tookMs };
}

function sayProgress(
  printer: Printer,
  played: Played,
  done: readonly Played[],
  orders: number,
): void {
  const isGood = isAsExpected(played);
  if (printer.isLive) {
    const bad = done.filter((one) => !isAsExpected(one)).length;
    const warning = bad === 0 ? '' : printer.paint('red', ` · ${bad} otherwise`);
    printer.progress(
      `${done.length}/${orders} ended${warning} · last: ${played.title}: ${played.seen}`,
    );
    return;
  }
  const mark = isGood ? 'ok ' : 'BAD';
  printer.line(
    played,
    `${mark} ${played.orderId}  ${played.title}: ${played.seen} (${played.tookMs} ms)`,
  );
}

function sayResult(printer: Printer, played: readonly Played[]): ExitCode {
  const rows = summarize(played);
  const bad = played.filter((one) => !isAsExpected(one)).length;
  const took = played.map(({ tookMs }) => tookMs);
  const times = { p50Ms: percentile(took, 0.5), p95Ms: percentile(took, 0.95) };
  const result =
    bad === 0
      ? printer.paint('green', `all ${count(played.length, 'order')} ended as expected`)
      : printer.paint(
          'red',
          `${bad} of ${count(played.length, 'order')} ended otherwise than expected`,
        );
  const text = `${summaryText(rows)}\n${result}; half of them within ${times.p50Ms} ms, 95 % within ${times.p95Ms} ms`;
  printer.line({ summary: rows, orders: played.length, unexpected: bad, ...times }, text);
  return bad === 0 ? ExitCode.ok : ExitCode.rejected;
}
