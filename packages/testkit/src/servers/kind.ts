/** Where the servers of a test run come from. */
export type ServerKind = 'local' | 'containers';

/**
 * Starts a server the way TESTKIT says, `local` or `containers`; without it, as a local process, and in a container
 * where that is not possible.
 * @throws Error with both reasons when neither works
 */
export async function startEither<T>(
  startLocal: () => Promise<T>,
  startInContainer: () => Promise<T>,
): Promise<T> {
  const wanted = process.env['TESTKIT'];
  if (wanted === 'local') return await startLocal();
  if (wanted === 'containers') return await startInContainer();
  if (wanted !== undefined && wanted !== '') {
    throw new Error(`TESTKIT is "${wanted}"; it can be "local" or "containers", or left out.`);
  }
  try {
    return await startLocal();
  } catch (localError) {
    return await startInContainer().catch((containerError: unknown) => {
      throw new AggregateError(
        [localError, containerError],
        `No local server: ${String(localError)}\nNo container either: ${String(containerError)}`,
      );
    });
  }
}
