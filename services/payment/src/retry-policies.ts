/**
 * How calls to the payment provider are made and repeated. While the provider is unavailable no attempt is counted, so the
 * attempts here are for what nobody expects; a call is two requests of at most 8 s, hence the time limit.
 */
export const patiently = {
  retry: { attempts: 8, firstDelayMs: 200, maxDelayMs: 15_000 },
  concurrency: 32,
  timeoutMs: 20_000,
};
