/** What became of one item of a pipeline. */
export type Settled<Item, Value> =
  | { readonly ok: true; readonly item: Item; readonly value: Value }
  | { readonly ok: false; readonly item: Item; readonly error: Error };

/**
 * Works on up to `inFlight` items at a time and yields each as it is done, so not in the order of the items.
 * A failure of one item is yielded, not thrown. Takes the next item only when there is room for it.
 */
export async function* pipeline<Item, Value>(
  items: Iterable<Item> | AsyncIterable<Item>,
  inFlight: number,
  work: (item: Item) => Promise<Value>,
): AsyncGenerator<Settled<Item, Value>> {
  const done: Settled<Item, Value>[] = [];
  // One signal for all that run: a race over hundreds of promises at each step would cost more than the work.
  let one = Promise.withResolvers<void>();
  let running = 0;
  const oneDone = async (): Promise<Settled<Item, Value>[]> => {
    await one.promise;
    one = Promise.withResolvers();
    return done.splice(0);
  };
  for await (const item of items) {
    running += 1;
    void settle(item, work).then((settled) => {
      running -= 1;
      done.push(settled);
      one.resolve();
    });
    while (running >= inFlight) yield* await oneDone();
    yield* done.splice(0);
  }
  while (running > 0) yield* await oneDone();
  yield* done;
}

async function settle<Item, Value>(
  item: Item,
  work: (item: Item) => Promise<Value>,
): Promise<Settled<Item, Value>> {
  try {
    return { ok: true, item, value: await work(item) };
  } catch (error) {
    return { ok: false, item, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
