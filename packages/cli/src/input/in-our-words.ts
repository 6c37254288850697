import { type Command, CommanderError } from 'commander';

/** What commander says of wrong usage, without what is there for people who see its output alone. */
export function inOurWords(error: CommanderError, command: Command): CommanderError {
  return new CommanderError(error.exitCode, error.code, wordsFor(error, command));
}

function wordsFor({ code, message }: CommanderError, command: Command): string {
  // instead of a message commander prints its help then
  if (code !== 'commander.help') return message.replace(/^error: /, '');
  const verbs = command.commands.map((one) => one.name()).join(', ');
  return `${nameOf(command)} needs one of its verbs: ${verbs}`;
}

/** With the names of all that it belongs to, as it is called. */
function nameOf(command: Command): string {
  const own = command.name();
  return command.parent === null ? own : `${nameOf(command.parent)} ${own}`;
}
