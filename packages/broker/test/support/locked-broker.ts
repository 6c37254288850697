import { planDoors, type ShopDoors, testBroker, type TestBroker } from '@murmuration/testkit';
import { connect } from '@nats-io/transport-node';
import { Visitor } from './visitor.ts';

/** A broker behind the doors of the shop, and whoever comes to it. */
export interface LockedBroker {
  readonly broker: TestBroker;
  readonly doors: ShopDoors;
  /** A connection as a user of the broker, with that user's own inboxes. One for each user. */
  as(user: string): Promise<Visitor>;
  stop(): Promise<void>;
}

/** Starts a broker with the users of the whole shop. */
export async function lockedBroker(): Promise<LockedBroker> {
  const doors = await planDoors();
  const broker = await testBroker({ doors });
  const visitors = new Map<string, Promise<Visitor>>();
  const come = async (user: string): Promise<Visitor> => {
    const inboxPrefix = user === doors.user ? '_INBOX' : `_INBOX_${user}`;
    const pass = doors.passwordOf(user);
    return new Visitor(await connect({ servers: broker.url, user, pass, inboxPrefix }));
  };
  return {
    broker,
    doors,
    as: (user) => {
      const visitor = visitors.get(user) ?? come(user);
      visitors.set(user, visitor);
      return visitor;
    },
    stop: async () => {
      for (const visitor of visitors.values()) await (await visitor).connection.close();
      await broker.stop();
    },
  };
}
