import type { NatsConnection } from '@nats-io/transport-node';

/** Follows a connection, and tells at any moment whether the broker is at its other end. */
export function followReachability(connection: NatsConnection): () => boolean {
  let isReachable = true;
  const follow = async (): Promise<void> => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') isReachable = false;
      else if (type === 'reconnect') isReachable = true;
    }
  };
  void follow();
  return () => isReachable && !connection.isClosed();
}
