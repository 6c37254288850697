import { z } from 'zod';

/**
 * What happens to a mail that arrives: it is kept; refused with 451; never answered; or kept, and
 * the connection cut before the sender hears of it.
 */
export const mailMode = z.enum(['normal', 'reject', 'hang', 'accept-then-drop']);

/** `times`: for so many mails, then normal again; null = until changed. */
export const modeState = z.object({
  mode: mailMode,
  times: z.int().positive().nullable(),
});

export const modeInput = z.strictObject({
  mode: mailMode,
  times: z.int().positive().optional(),
});

export type MailMode = z.infer<typeof mailMode>;
export type ModeState = z.infer<typeof modeState>;

/** The mode in force; kept in memory, a restart begins with normal. */
export class ModeSwitch {
  #state: ModeState = { mode: 'normal', times: null };

  state(): ModeState {
    return this.#state;
  }

  set(mode: MailMode, times: number | null): ModeState {
    this.#state = { mode, times };
    return this.#state;
  }

  /** The mode for one mail, counted as used. */
  take(): MailMode {
    const { mode, times } = this.#state;
    if (times === null) return mode;
    if (times > 1) this.set(mode, times - 1);
    else this.set('normal', null);
    return mode;
  }
}
