/** A part of a document. */
export type Json = Readonly<Record<string, unknown>>;

/** A reference within the document. */
export function reference(...path: readonly string[]): Json {
  const steps = path.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
  return { $ref: `#/${steps.join('/')}` };
}
