import { connect } from 'node:net';
import { z } from 'zod';

const infoSchema = z.object({
  version: z.string(),
  server_name: z.string(),
  jetstream: z.boolean().default(false),
});
export type ServerInfo = z.infer<typeof infoSchema>;

/** What a NATS server says when it is dialled; undefined when none answers on the port within `limitMs`. */
export function readServerInfo(
  host: string,
  port: number,
  limitMs = 1_000,
): Promise<ServerInfo | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let received = '';
    const finish = (info?: ServerInfo) => {
      socket.destroy();
      resolve(info);
    };
    socket.setTimeout(limitMs, () => finish());
    socket.on('error', () => finish());
    socket.on('end', () => finish());
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      if (received.includes('\r\n')) finish(parseInfo(received));
    });
  });
}

function parseInfo(text: string): ServerInfo | undefined {
  const json = /^INFO (\{.*\})/.exec(text)?.[1];
  return json === undefined ? undefined : infoSchema.safeParse(JSON.parse(json)).data;
}
