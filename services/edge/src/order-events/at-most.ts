/** Waits for something to end, however it ends, but not longer than so many milliseconds. */
export async function atMost(ms: number, something: Promise<unknown>): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, ms);
  const ended = something.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([ended, patience.promise]);
  clearTimeout(timer);
}
