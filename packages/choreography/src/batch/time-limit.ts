import { UnavailableError } from '../definition/errors.ts';

/** Ends a call that takes too long, also when it does not look at its signal. Throws an `UnavailableError` then. */
export async function withTimeLimit<Result>(
  limitMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new UnavailableError(`the call took longer than ${limitMs} ms`);
    controller.abort(error);
    reject(error);
  }, limitMs);
  try {
    return await Promise.race([run(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
