import { expect, it } from 'vitest';
import { envText } from './env-text.ts';

it('writes values so that compose takes them as they are', () => {
  expect(envText({ FROM: 'Shop <a@b.example>', KEY: '$x#y' })).toBe(
    "FROM='Shop <a@b.example>'\nKEY='$x#y'\n",
  );
});

it.each(["it's", 'two\nlines'])('refuses %j, which cannot be written', (value) => {
  expect(() => envText({ MAIL_FROM: value })).toThrow('MAIL_FROM');
});
