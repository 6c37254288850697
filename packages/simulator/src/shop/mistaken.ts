import type { ServiceDefinition } from '@murmuration/choreography';

/** A definition whose reactions fail while somebody says so, as they would with a mistake in them. */
export function mistaken(
  definition: ServiceDefinition,
  isMistaken: () => boolean,
): ServiceDefinition {
  const check = (name: string): void => {
    if (isMistaken()) throw new Error(`a mistake in ${name}`);
  };
  const reactions = definition.reactions.map((reaction) => {
    // fewer attempts than in production, so that a mistake of seconds makes dead letters
    const retry = { ...reaction.retry, attempts: 3 };
    if (reaction.kind === 'call') {
      const prepare: typeof reaction.prepare = (...given) => {
        check(reaction.name);
        return reaction.prepare(...given);
      };
      return { ...reaction, retry, prepare };
    }
    const decide: typeof reaction.decide = (...given) => {
      check(reaction.name);
      return reaction.decide(...given);
    };
    return { ...reaction, retry, decide };
  });
  return { ...definition, reactions };
}
