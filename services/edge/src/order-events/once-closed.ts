import type { ServerResponse } from 'node:http';

/** Runs something when a response is over: after its end, when its reader leaves, and at once when that has happened before. */
export function onceClosed(response: ServerResponse, run: () => void): void {
  if (response.destroyed) run();
  else response.once('close', run);
}
