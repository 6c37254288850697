import { Command, CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { inOurWords } from './in-our-words.ts';

const order = new Command('order');
order.command('place');
order.command('show <order>');
new Command('murmur').addCommand(order);

const said = (code: string, message: string): string =>
  inOurWords(new CommanderError(1, code, message), order).message;

describe('wrong usage', () => {
  test('is said without codes, and without saying that it is an error', () => {
    const message = "error: unknown option '--loud'";
    expect(said('commander.unknownOption', message)).toBe("unknown option '--loud'");
  });

  test('names the verbs when none was given', () => {
    expect(said('commander.help', '(outputHelp)')).toBe(
      'murmur order needs one of its verbs: place, show',
    );
  });
});
