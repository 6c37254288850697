import { randomBytes } from 'node:crypto';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { eventually, useLeakChecks } from '@murmuration/testkit';
import { headers } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { BankWorld } from './support/bank-world.ts';
import { idOf, parentOf, Recorder } from './support/recorder.ts';

useLeakChecks();
let world: BankWorld;
let recorder: Recorder;
beforeAll(async () => {
  recorder = new Recorder();
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(async () => {
  await world.close();
  await recorder.stop();
});

interface Cause {
  readonly traceId: string;
  readonly spanId: string;
}

/** Publishes an entry as a part of a trace; tells the trace. */
async function enter(accountId: string, instruction = '', id = uuidv7()): Promise<Cause> {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const body = JSON.stringify({ accountId, n: 1, instruction });
  await world.publishRaw('evt.00.ledger.entry-made', body, [
    ['ce-id', id],
    ['traceparent', `00-${traceId}-${spanId}-01`],
  ]);
  return { traceId, spanId };
}

const millisecondsOf = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000;

const ENTRY = 'process evt.*.ledger.entry-made';

describe('a message', () => {
  it('is processed in the trace of its cause, and what it causes goes on in it', async () => {
    await world.start();
    const { traceId, spanId } = await enter('traced');
    const processed = await recorder.span(traceId, ENTRY);
    const sent = await recorder.span(traceId, 'send evt.*.bank.entry-tallied');
    expect(parentOf(processed)).toBe(spanId);
    expect(processed.kind).toBe(SpanKind.CONSUMER);
    expect(parentOf(sent)).toBe(idOf(processed));
    expect(sent.kind).toBe(SpanKind.PRODUCER);
  });

  it('is told as a batch that links to it', async () => {
    await world.start();
    const { traceId, spanId } = await enter('linked');
    const [link] = (await recorder.span(traceId, ENTRY)).links;
    const batchTrace = link?.context.traceId ?? '';
    const batch = await recorder.span(batchTrace, 'process batch EVENTS');
    expect(idOf(batch)).toBe(link?.context.spanId);
    expect(batch.links.map(({ context }) => context.spanId)).toContain(spanId);
    expect(batch.events.map(({ name }) => name)).toEqual(['loaded', 'decided']);
  });

  it('begins a trace when it belongs to none', async () => {
    await world.start();
    await world.deposit({ depositId: uuidv7(), accountId: 'untraced', amount: 1 });
    await eventually(async () => (await world.balanceOf('untraced')) === 1, { what: 'a balance' });
    await world.relayed();
    const [row] = await world.sql<{ traceparent: string }[]>`
      select traceparent from outbox where key = 'untraced'`;
    const traceparent = row?.traceparent ?? '';
    const processed = await recorder.span(traceparent.slice(3, 35), 'process cmd.bank.deposit');
    expect(parentOf(processed)).toBeUndefined();
    expect(traceparent).toContain(idOf(processed));
  });

  it('is counted when it was seen before, and says so', async () => {
    await world.start();
    const id = uuidv7();
    const before = await recorder.total('murmuration.inbox.duplicates');
    const first = await enter('twice', '', id);
    await recorder.span(first.traceId, ENTRY);
    const second = await enter('twice', '', id);
    const span = await recorder.span(second.traceId, ENTRY);
    expect(span.attributes['murmuration.duplicate']).toBe(true);
    const after = await recorder.total('murmuration.inbox.duplicates', {
      'murmuration.reaction': 'tally-entry',
    });
    expect(after - before).toBe(1);
  });
});

describe('a timer', () => {
  it('goes off in the trace of what set it', async () => {
    await world.start();
    const { traceId } = await enter('reminded', 'remind-soon hello');
    const sent = await recorder.span(traceId, 'send evt.*.bank.reminder-due');
    const noted = await recorder.span(traceId, 'process evt.*.bank.reminder-due');
    expect(parentOf(sent)).toBe(idOf(await recorder.span(traceId, ENTRY)));
    expect(parentOf(noted)).toBe(idOf(sent));
  });
});

describe('a message that fails', () => {
  it('has a span for each attempt, and its redrive goes on in its trace', async () => {
    let isMended = false;
    await world.start({
      onEntry: (instruction) => {
        if (instruction === 'fail' && !isMended) throw new Error('of ada@example.com');
      },
    });
    const { traceId, spanId } = await enter('failing', 'fail');
    const failed = await recorder.spans(traceId, ENTRY, 3);
    expect(failed.map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => ({ code: SpanStatusCode.ERROR })),
    );
    expect(failed[0]?.attributes['error.type']).toBe('Error');
    const letter = await eventually(
      async () => (await world.deadLetters()).find(({ reason }) => reason === 'exhausted'),
      { what: 'a dead letter' },
    );
    const notice = await recorder.span(traceId, 'send dead.bank.tally-entry');
    expect(failed.map(idOf)).toContain(parentOf(notice));
    const about = { 'murmuration.reaction': 'tally-entry' };
    expect(await recorder.total('murmuration.retries', about)).toBe(2);
    expect(await recorder.total('murmuration.dead_letters', about)).toBe(1);
    expect(await recorder.total('murmuration.dead_letters.open')).toBe(1);

    isMended = true;
    await world.ask('admin.bank.dead-letters.redrive', { id: letter.id });
    const all = await recorder.spans(traceId, ENTRY, 4);
    const redriven = all.at(-1);
    expect(redriven?.status.code).toBe(SpanStatusCode.UNSET);
    expect(redriven && parentOf(redriven)).toBe(spanId);
    await world.tallied('failing', 1);
    const nothingOpen = async (): Promise<boolean> =>
      (await recorder.total('murmuration.dead_letters.open')) === 0;
    await eventually(nothingOpen, { what: 'no open dead letter' });
  });
});

describe('a call', () => {
  it('is a part of its message, and is what goes on around while it is made', async () => {
    let inside: string | undefined;
    await world.start({
      transfer: (id) => {
        inside = trace.getActiveSpan()?.spanContext().spanId;
        return Promise.resolve(`r-${id}`);
      },
    });
    const { traceId } = await enter('calling', 'transfer t-1');
    const processed = await recorder.span(traceId, 'process evt.*.bank.transfer-requested');
    const called = await recorder.span(traceId, 'call make-transfer');
    const sent = await recorder.span(traceId, 'send evt.*.bank.transfer-made');
    expect(parentOf(called)).toBe(idOf(processed));
    expect(inside).toBe(idOf(called));
    expect(parentOf(sent)).toBe(idOf(processed));
    // one batch has committed the intent, another the result
    expect(processed.links).toHaveLength(2);
    expect(millisecondsOf(processed.endTime)).toBeGreaterThanOrEqual(
      millisecondsOf(called.endTime),
    );
    expect(await recorder.total('murmuration.call.duration')).toBe(1);
  });
});

describe('a question', () => {
  it('is answered in a span that continues the trace of the asker', async () => {
    await world.start();
    await world.deposit({ depositId: uuidv7(), accountId: 'asked', amount: 5 });
    const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const h = headers();
    h.set('traceparent', `00-${traceId}-${spanId}-01`);
    await world.nats.request('qry.bank.get-account', JSON.stringify({ accountId: 'asked' }), {
      headers: h,
      timeout: 5_000,
    });
    const answered = await recorder.span(traceId, 'qry.bank.get-account');
    expect(answered.kind).toBe(SpanKind.SERVER);
    expect(parentOf(answered)).toBe(spanId);
    const about = { 'rpc.method': 'qry.bank.get-account' };
    expect(await recorder.total('rpc.server.call.duration', about)).toBe(1);
  });
});

describe('what waits', () => {
  it('is told by lane and by consumer', async () => {
    const service = await world.start();
    await world.relayed();
    const isReady = async (): Promise<boolean> => (await service.problems()).length === 0;
    await eventually(isReady, { what: 'a service that is ready' });
    await world.stopServices();
    await world.enterMany('waiting', 20);
    await world.sql`
      insert into outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
      values (1, nextval('outbox_seq_1'), ${uuidv7()}, 'evt.00.bank.entry-tallied', 'bank.entry-tallied.v1', 'k',
        now() - interval '90 seconds', 'c', 'c', '', '{}')`;
    await world.sql`update outbox_lane set owner = ${uuidv7()}, leased_until = now() + interval '1 minute' where lane = 1`;
    await world.start();
    expect(await recorder.total('murmuration.outbox.depth', { lane: 1 })).toBe(1);
    expect(await recorder.total('murmuration.outbox.age', { lane: 1 })).toBeGreaterThan(89);
    await world.sql`update outbox_lane set leased_until = '-infinity' where lane = 1`;
    await world.tallied('waiting', 20);
    const nothingWaits = async (): Promise<boolean> => {
      const waiting = ['outbox.depth', 'outbox.age', 'consumer.pending', 'consumer.ack_pending'];
      const levels = waiting.map((name) => recorder.total(`murmuration.${name}`));
      return (await Promise.all(levels)).every((level) => level === 0);
    };
    await eventually(nothingWaits, { what: 'nothing to wait', timeoutMs: 20_000 });
  });
});
