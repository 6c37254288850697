import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectionOver } from './connection.ts';
import type { Live, Session } from './session.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a session that is there only after the connection was closed is ended, and nothing runs on it', async () => {
  const opening = Promise.withResolvers<void>();
  const session: Session = { lost: false, onLost: () => undefined, query: async () => [] };
  const end = vi.fn(async () => undefined);
  const open = async (): Promise<Live<Session>> => {
    await opening.promise;
    return { session, cut: () => undefined, end };
  };
  const work = vi.fn(async () => undefined);
  const connection = connectionOver(open);
  const working = expect(connection.run(work)).rejects.toThrow();
  const closing = connection.close();
  await vi.runAllTimersAsync();
  await closing;
  opening.resolve();
  await working;
  expect(end).toHaveBeenCalledOnce();
  expect(work).not.toHaveBeenCalled();
});
