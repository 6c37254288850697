import type { Gap } from './gaps.ts';
import type { Alternative, NumberShape, TextShape, Value } from './shape.ts';

/** How a reader of the same kind bounds its values more tightly than the writer does. */
export function boundGaps(writer: Alternative, reader: Alternative, path: string): readonly Gap[] {
  if (writer.kind === 'text' && reader.kind === 'text') {
    return [
      ...least('minLength', writer.minLength, reader.minLength, path),
      ...most('maxLength', writer.maxLength, reader.maxLength, path),
      ...formGaps(writer, reader, path),
      ...ruleGaps(writer.rules, reader.rules, path),
    ];
  }
  if (writer.kind === 'number' && reader.kind === 'number') {
    return [...rangeGaps(writer, reader, path), ...ruleGaps(writer.rules, reader.rules, path)];
  }
  if (writer.kind === 'list' && reader.kind === 'list') {
    return [
      ...least('minItems', writer.minItems, reader.minItems, path),
      ...most('maxItems', writer.maxItems, reader.maxItems, path),
      ...ruleGaps(writer.rules, reader.rules, path),
    ];
  }
  if (writer.kind === 'object' && reader.kind === 'object') {
    return ruleGaps(writer.rules, reader.rules, path);
  }
  return [];
}

function rangeGaps(writer: NumberShape, reader: NumberShape, path: string): readonly Gap[] {
  if (reader.isInteger && !writer.isInteger) {
    return [{ kind: 'type', path, writer: 'number', reader: 'integer' }];
  }
  return [
    ...least('minimum', writer.minimum, reader.minimum, path),
    ...most('maximum', writer.maximum, reader.maximum, path),
    ...(reader.aboveMinimum && writer.minimum === reader.minimum && !writer.aboveMinimum
      ? [bound('exclusiveMinimum', writer.minimum, reader.minimum, path)]
      : []),
    ...(reader.belowMaximum && writer.maximum === reader.maximum && !writer.belowMaximum
      ? [bound('exclusiveMaximum', writer.maximum, reader.maximum, path)]
      : []),
  ];
}

const least = (keyword: string, writer: number, reader: number, path: string): readonly Gap[] =>
  reader > writer ? [bound(keyword, writer, reader, path)] : [];

const most = (keyword: string, writer: number, reader: number, path: string): readonly Gap[] =>
  reader < writer ? [bound(keyword, writer, reader, path)] : [];

function bound(keyword: string, writer: number, reader: number, path: string): Gap {
  const said = Number.isFinite(writer) ? writer : undefined;
  return { kind: 'bound', path, keyword, writer: said, reader };
}

/** Whether one pattern or format lies within another is not decided: only the same one does. */
function formGaps(writer: TextShape, reader: TextShape, path: string): readonly Gap[] {
  return (['pattern', 'format', 'encoding'] as const).flatMap((keyword): readonly Gap[] => {
    const wanted = reader[keyword];
    if (wanted === undefined || wanted === writer[keyword]) return [];
    return [{ kind: 'form', path, keyword, writer: writer[keyword], reader: wanted }];
  });
}

function ruleGaps(
  writer: readonly string[],
  reader: readonly string[],
  path: string,
): readonly Gap[] {
  const kept = [...writer];
  return reader.flatMap((rule): readonly Gap[] => {
    const at = kept.indexOf(rule);
    if (at === -1) return [{ kind: 'rule', path, rule }];
    kept.splice(at, 1);
    return [];
  });
}

/** Whether a reader's alternative may refuse a literal. A format or a rule is not computed: it may. */
export function refusesValue(reader: Alternative, value: Value): boolean {
  switch (reader.kind) {
    case 'values':
      return !reader.values.includes(value);
    case 'null':
      return value !== null;
    case 'boolean':
      return typeof value !== 'boolean';
    case 'number':
      return typeof value !== 'number' || refusesNumber(reader, value);
    case 'text':
      return typeof value !== 'string' || refusesText(reader, value);
    case 'list':
    case 'object':
      return true;
    case 'anything':
      return false;
  }
}

function refusesNumber(reader: NumberShape, value: number): boolean {
  const { isInteger, minimum, maximum, aboveMinimum, belowMaximum, rules } = reader;
  const isBelow = aboveMinimum ? value <= minimum : value < minimum;
  const isAbove = belowMaximum ? value >= maximum : value > maximum;
  return (isInteger && !Number.isInteger(value)) || isBelow || isAbove || rules.length > 0;
}

function refusesText(
  { rules, format, encoding, pattern, ...lengths }: TextShape,
  value: string,
): boolean {
  // as JSON Schema counts: by code points
  const { length } = Array.from(value);
  const isOdd = pattern !== undefined && !new RegExp(pattern, 'u').test(value);
  const isUncertain = rules.length > 0 || format !== undefined || encoding !== undefined;
  return length < lengths.minLength || length > lengths.maxLength || isOdd || isUncertain;
}
