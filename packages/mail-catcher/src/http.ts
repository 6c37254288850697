import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { modeInput, type ModeSwitch } from './mail-mode.ts';
import { MAX_MESSAGES, type MailStore } from './mail-store.ts';

const filterQuery = z.strictObject({
  to: z.string().optional(),
  subject: z.string().optional(),
  orderId: z.string().optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(MAX_MESSAGES)).optional(),
});

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  throw Object.assign(new Error(z.prettifyError(result.error)), { statusCode: 400 });
}

/** The list of mails and the fault control, not yet listening. */
export function buildHttp(store: MailStore, modes: ModeSwitch): FastifyInstance {
  const app = Fastify({ logger: { level: 'error' }, forceCloseConnections: true });
  app.get('/health', () => ({ status: 'ok' }));

  app.get('/messages', (request) => ({ messages: store.list(parse(filterQuery, request.query)) }));
  app.get<{ Params: { id: string } }>('/messages/:id', (request, reply) => {
    const { id } = request.params;
    return store.get(id) ?? reply.code(404).send({ message: `There is no message ${id}.` });
  });
  app.delete('/messages', async (_request, reply) => {
    await store.clear();
    return reply.code(204).send();
  });

  app.get('/control', () => modes.state());
  app.put('/control', (request) => {
    const { mode, times } = parse(modeInput, request.body);
    return modes.set(mode, times ?? null);
  });
  return app;
}
