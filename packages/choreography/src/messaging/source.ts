const PREFIX = 'murmuration/';

/** What stands in an event's `ce-source` when a service has published it. */
export const sourceOf = (service: string): string => `${PREFIX}${service}`;

/** The service that an event's `ce-source` names; undefined when it names none. */
export const serviceOfSource = (source: string): string | undefined =>
  source.startsWith(PREFIX) ? source.slice(PREFIX.length) : undefined;
