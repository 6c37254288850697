import { describe, expect, it } from 'vitest';
import { JetStreamDelivery, type ServerAt } from './jetstream-delivery.ts';

function deliveredBy(connection: ServerAt) {
  const answers: string[] = [];
  const delivery = new JetStreamDelivery(
    {
      subject: 'evt.00.order.placed',
      data: new Uint8Array(),
      reply: '$JS.ACK.EVENTS.inventory.2.4711.17.1795899791940.0',
      respond: (words) => {
        answers.push(Buffer.from(words).toString());
        return true;
      },
    },
    connection,
  );
  return { delivery, answers };
}

describe('a delivery of JetStream', () => {
  it('knows its place, and how often it came', () => {
    const { delivery } = deliveredBy({ info: { server_id: 'A' } });
    expect([delivery.position, delivery.attempt]).toEqual(['EVENTS:4711', 2]);
  });

  it('is answered once', () => {
    const { delivery, answers } = deliveredBy({ info: { server_id: 'A' } });
    delivery.keepAlive();
    delivery.retryAfter(250);
    delivery.acknowledge();
    delivery.keepAlive();
    expect(answers).toEqual(['+WPI', '-NAK {"delay":250000000}']);
  });

  it('is answered over a connection that was lost and is there again', () => {
    const connection = { info: { server_id: 'A' } };
    const { delivery, answers } = deliveredBy(connection);
    connection.info = { server_id: 'A' };
    delivery.acknowledge();
    expect(answers).toEqual(['+ACK']);
  });

  it.each(['acknowledge', 'giveUp', 'retryAfter', 'keepAlive'] as const)(
    'tells another server nothing, in whose stream another message may stand in its place: %s',
    (answer) => {
      const connection = { info: { server_id: 'A' } };
      const { delivery, answers } = deliveredBy(connection);
      connection.info = { server_id: 'B' };
      if (answer === 'giveUp') delivery.giveUp('dead letter');
      else if (answer === 'retryAfter') delivery.retryAfter(0);
      else delivery[answer]();
      expect(answers).toEqual([]);
    },
  );

  it('is not answered while nobody is at the other end', () => {
    const connection: { info: { server_id: string } | undefined } = { info: { server_id: 'A' } };
    const { delivery, answers } = deliveredBy(connection);
    connection.info = undefined;
    delivery.acknowledge();
    expect(answers).toEqual([]);
  });
});
