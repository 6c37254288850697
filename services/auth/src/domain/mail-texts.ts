import { spelled } from './one-time-code.ts';

/** What auth writes to people. */
export type Letter =
  | { readonly kind: 'confirm-address'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'already-registered' }
  | { readonly kind: 'reset-password'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'password-changed' };

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** The words of a mail. Nothing that a stranger has typed is in them: mails must not carry a stranger's message. */
export function textOf(letter: Letter): MailText {
  switch (letter.kind) {
    case 'confirm-address':
      return mail(
        'Confirm your mail address',
        'Welcome! To open your account, enter this code:',
        codeLine(letter.code, letter.minutes),
        'If you did not ask for an account, do nothing: without the code there will be none.',
      );
    case 'already-registered':
      return mail(
        'You already have an account',
        'Somebody, probably you, wanted to open an account with this mail address. It has one already: just sign in.',
        'If you have forgotten your password, ask for a new one. If it was not you, there is nothing to do.',
      );
    case 'reset-password':
      return mail(
        'Set a new password',
        'To set a new password, enter this code:',
        codeLine(letter.code, letter.minutes),
        'If you did not ask for it, do nothing: your password stays as it is. Never tell the code to anybody.',
      );
    case 'password-changed':
      return mail(
        'Your password was changed',
        'The password of your account was changed, and other devices were signed out.',
        'If it was not you, ask for a new password at once: that ends every session.',
      );
    default:
      return letter satisfies never;
  }
}

function codeLine(code: string, minutes: number): string {
  return `    ${spelled(code)}\n\nIt is good once, for ${minutes} minutes.`;
}

function mail(subject: string, ...paragraphs: readonly string[]): MailText {
  return {
    subject,
    text: ['Hello,', ...paragraphs, 'Kind regards,\nyour shop'].join('\n\n') + '\n',
  };
}
