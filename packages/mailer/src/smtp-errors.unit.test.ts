import { describe, expect, it } from 'vitest';
import { verdictOn, withoutAddress } from './smtp-errors.ts';

const address = 'ada.lovelace@example.com';

function told(verdict: ReturnType<typeof verdictOn>): string {
  if (verdict.kind === 'refused') return verdict.reason;
  expect(verdict.error).not.toHaveProperty('cause');
  return verdict.error.message;
}

describe('what is told of a refused mail', () => {
  it.each([
    ['a refusal for good', { permanent: true, command: 'RCPT TO' }],
    ['a refusal of us', { permanent: true, command: 'MAIL FROM' }],
    ['a refusal that may pass', { permanent: false }],
    ['an address that is none', { code: 'EENVELOPE', command: 'API' }],
  ])('names nobody: %s', (_what, facts) => {
    const response = `550 5.1.1 <${address}>: Recipient ADA.LOVELACE unknown at example.com`;
    const failure = Object.assign(new Error(`recipient ${address} refused`), facts, { response });
    expect(told(verdictOn(failure, address))).toContain('550 5.1.1 <…>: Recipient … unknown at …');
  });

  it.each([
    ['RCPT TO', 450, 'deferred'],
    ['DATA', 451, 'deferred'],
    ['RCPT TO', 421, 'error'],
    ['MAIL FROM', 450, 'error'],
    ['RCPT TO', undefined, 'error'],
  ])('is about the mail, or about the server: %s %s', (command, responseCode, kind) => {
    const facts = { permanent: false, command, responseCode, response: 'later' };
    expect(verdictOn(Object.assign(new Error('no'), facts), address).kind).toBe(kind);
  });

  it('keeps everything else of the words', () => {
    expect(withoutAddress('450 4.2.0 try again later', address)).toBe('450 4.2.0 try again later');
    expect(withoutAddress('550 a+b@x.yz? no', 'a+b@x.yz')).toBe('550 …? no');
    expect(withoutAddress('550 no such mailbox', '')).toBe('550 no such mailbox');
  });
});
