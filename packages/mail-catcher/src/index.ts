export {
  startMailCatcher,
  type MailCatcher,
  type MailCatcherOptions,
} from './start-mail-catcher.ts';
export { mailControl, type MailControl } from './mail-control.ts';
export type { MailFilter, MailMessage } from './mail-message.ts';
export type { MailMode, ModeState } from './mail-mode.ts';
