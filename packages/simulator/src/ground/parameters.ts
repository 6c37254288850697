import { elementsOf, NONE, SEPARATOR, type Value } from '@murmuration/choreography/simulation';

/** The values of an array parameter, as texts; null for none. */
export const textsOrNull = (parameter: Value | undefined): readonly (string | null)[] =>
  elementsOf(String(parameter));

/** The texts of an array parameter in which there is always a value. */
export const textsIn = (parameter: Value | undefined): readonly string[] =>
  elementsOf(String(parameter)).map((element) => element ?? '');

/** The JSON texts that travel as one parameter. */
export const jsonTextsIn = (parameter: Value | undefined): readonly (string | null)[] =>
  String(parameter)
    .split(SEPARATOR)
    .map((text) => (text === NONE ? null : text));
