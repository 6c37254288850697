/** Gives each value a small number, the same for values of the same text. */
export class Interner<Value> {
  readonly values: Value[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly textOf: (value: Value) => string;

  constructor(textOf: (value: Value) => string) {
    this.textOf = textOf;
  }

  /** The number of a value, a new one when it was never seen. */
  number(value: Value): number {
    const text = this.textOf(value);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.values.length;
      this.numbers.set(text, number);
      this.values.push(value);
    }
    return number;
  }

  /** The value of a number. Throws for one that was never given. */
  value(number: number): Value {
    const value = this.values[number];
    if (value === undefined) throw new RangeError(`nothing has the number ${number}`);
    return value;
  }
}

/** Remembers what a function gave for a key. */
export function remember<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}
