export interface SeenEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

/** A stream of server-sent events as a program reads it. */
export interface OpenedStream {
  readonly response: Response;
  readonly seen: readonly SeenEvent[];
  /** The next event; undefined when the stream has ended. Rejects when none comes in time, in milliseconds. */
  next(patience?: number): Promise<SeenEvent | undefined>;
  /** The body, when it is a problem. */
  body(): Promise<unknown>;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Opens a stream; `ask` makes the request. */
export async function openStream(
  ask: (signal: AbortSignal) => Promise<Response>,
): Promise<OpenedStream> {
  const controller = new AbortController();
  const response = await ask(controller.signal);
  const seen: SeenEvent[] = [];
  const events = eventsOf(response);
  return {
    response,
    seen,
    next: async (patience = PATIENCE_MS) => {
      const step = await within(events.next(), patience);
      if (step.done === true) return undefined;
      seen.push(step.value);
      return step.value;
    },
    body: () => response.json(),
    close: async () => controller.abort(),
  };
}

async function* eventsOf(response: Response): AsyncGenerator<SeenEvent, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = read(block);
      if (event !== undefined) yield event;
    }
  }
  return undefined;
}

function read(block: string): SeenEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const event = fields.get('event');
  const id = fields.get('id');
  if (event === undefined) return undefined;
  return { event, ...(id !== undefined && { id }), data: JSON.parse(fields.get('data') ?? '') };
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no event within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
