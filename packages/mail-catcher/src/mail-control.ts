import { z } from 'zod';
import { mailMessage, type MailFilter, type MailMessage } from './mail-message.ts';
import { modeState, type MailMode, type ModeState } from './mail-mode.ts';

/** What tests ask of a catcher, in process or over HTTP alike. Every call throws when refused. */
export interface MailControl {
  /** Newest first. */
  messages(filter?: MailFilter): Promise<MailMessage[]>;
  message(id: string): Promise<MailMessage>;
  /** Acts on the mails that arrive from now on: on all of them, or on so many. */
  setMode(mode: MailMode, options?: { readonly times?: number }): Promise<ModeState>;
  mode(): Promise<ModeState>;
  /** Forgets all messages. */
  clear(): Promise<void>;
}

type Verb = 'GET' | 'PUT' | 'DELETE';

function queryOf(filter: MailFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.toString();
}

/** A client of the HTTP side of a running catcher, such as `http://127.0.0.1:8025`. */
export function mailControl(url: string): MailControl {
  const call = async (method: Verb, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new Error(`The mail catcher refused ${method} ${path}: ${response.status} ${text}`);
  };
  return {
    messages: async (filter = {}) => {
      const found = await call('GET', `/messages?${queryOf(filter)}`);
      return z.object({ messages: z.array(mailMessage) }).parse(found).messages;
    },
    message: async (id) =>
      mailMessage.parse(await call('GET', `/messages/${encodeURIComponent(id)}`)),
    setMode: async (mode, options = {}) =>
      modeState.parse(await call('PUT', '/control', { mode, ...options })),
    mode: async () => modeState.parse(await call('GET', '/control')),
    clear: async () => {
      await call('DELETE', '/messages');
    },
  };
}
