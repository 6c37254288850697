/** A literal that a closed list of values may hold. */
export type Value = string | number | boolean | null;

/** Texts that the schema admits. Lengths in characters. */
export interface TextShape {
  readonly kind: 'text';
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: string | undefined;
  readonly format: string | undefined;
  readonly encoding: string | undefined;
  readonly rules: readonly string[];
}

export interface NumberShape {
  readonly kind: 'number';
  readonly isInteger: boolean;
  readonly minimum: number;
  readonly maximum: number;
  /** Whether the bounds themselves are left out. */
  readonly aboveMinimum: boolean;
  readonly belowMaximum: boolean;
  readonly rules: readonly string[];
}

export interface ListShape {
  readonly kind: 'list';
  readonly items: Shape;
  readonly minItems: number;
  readonly maxItems: number;
  readonly rules: readonly string[];
}

export interface Field {
  readonly shape: Shape;
  readonly isRequired: boolean;
  /** What a reader sees in its place when it is left out, as JSON text. */
  readonly byDefault: string | undefined;
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, Field>;
  readonly rules: readonly string[];
}

export interface ValuesShape {
  readonly kind: 'values';
  readonly values: readonly Value[];
}

export interface PlainShape {
  readonly kind: 'anything' | 'null' | 'boolean';
}

export type Alternative =
  | TextShape
  | NumberShape
  | ListShape
  | ObjectShape
  | ValuesShape
  | PlainShape;

/** What a schema admits: whatever fits one of these. */
export type Shape = readonly Alternative[];

/** A shape in a few words, for people. */
export function inWords(shape: Shape): string {
  return [...new Set(shape.map(wordFor))].join(' or ');
}

function wordFor(alternative: Alternative): string {
  switch (alternative.kind) {
    case 'values':
      return alternative.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'number':
      return alternative.isInteger ? 'integer' : 'number';
    case 'list':
      return 'list';
    case 'text':
    case 'object':
    case 'boolean':
    case 'null':
    case 'anything':
      return alternative.kind;
  }
}
