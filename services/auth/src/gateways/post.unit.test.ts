import { UnavailableError } from '@murmuration/choreography';
import { inMemoryMailer, type Mail, type Mailer } from '@murmuration/mailer';
import { describe, expect, it, vi } from 'vitest';
import { Post } from './post.ts';

const letter = { kind: 'password-changed' } as const;

function postOver(mailer: Mailer) {
  const warn = vi.fn<(facts: Readonly<Record<string, unknown>>, message: string) => void>();
  return { post: new Post(mailer, { warn }), warn };
}

describe('the post', () => {
  it('takes a letter at once and sends it soon', async () => {
    const mailer = inMemoryMailer();
    const { post } = postOver(mailer);
    post.send('ada@example.com', letter);
    expect(mailer.mails.size).toBe(0);
    await vi.waitFor(() => expect(mailer.mails.size).toBe(1));
    expect([...mailer.mails.values()]).toMatchObject([
      { to: 'ada@example.com', headers: { 'X-Mail-Kind': 'password-changed' } },
    ]);
  });

  it('finds out the address when it is not known, and writes to nobody when there is none', async () => {
    const mailer = inMemoryMailer();
    const { post } = postOver(mailer);
    post.send(async () => undefined, letter);
    post.send(async () => 'ada@example.com', letter);
    await post.close();
    expect([...mailer.mails.values()].map(({ to }) => to)).toEqual(['ada@example.com']);
  });

  it('tries again while the mail server is away, under the same Message-ID', async () => {
    const sent: Mail[] = [];
    const send = async (mail: Mail) => {
      sent.push(mail);
      if (sent.length < 3) throw new UnavailableError('busy');
      return { outcome: 'sent' as const };
    };
    const { post, warn } = postOver({ send });
    post.send('ada@example.com', letter);
    await vi.waitFor(() => expect(sent).toHaveLength(3), { timeout: 15_000 });
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([
    [
      'refuses the address',
      async () => ({ outcome: 'refused' as const, reason: 'no ada@example.com' }),
    ],
    ['takes no mail from us', async () => Promise.reject(new Error('no ada@example.com'))],
  ])('notes that nothing was sent when the mail server %s, and not to whom', async (_how, send) => {
    const { post, warn } = postOver({ send });
    post.send('ada@example.com', letter);
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
    expect(JSON.stringify(warn.mock.calls)).not.toContain('ada');
  });

  it('refuses more than it can keep in mind', async () => {
    const away = Promise.withResolvers<never>();
    away.promise.catch(() => undefined);
    const { post } = postOver({ send: () => away.promise });
    for (let count = 0; count < 999; count++) post.send('ada@example.com', letter);
    post.checkRoom();
    post.send('ada@example.com', letter);
    expect(() => post.checkRoom()).toThrow(expect.objectContaining({ status: 503 }));
    away.reject(new Error('stopped'));
    await post.close();
    post.checkRoom();
  });

  it('waits no longer for a mail server that is away once it is closed', async () => {
    const { post, warn } = postOver({ send: () => Promise.reject(new UnavailableError('away')) });
    post.send('ada@example.com', letter);
    await post.close();
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
  });

  it('still tries a letter of a request that ends after it was closed', async () => {
    const mailer = inMemoryMailer();
    const { post } = postOver(mailer);
    await post.close();
    post.send('ada@example.com', letter);
    await vi.waitFor(() => expect(mailer.mails.size).toBe(1));
  });
});
