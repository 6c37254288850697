/** One value of a series. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? ([^ ]+)(?: -?\\d+)?$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;
/** Anything may follow a `#`, but what is said to be help or a type has to be one. */
const COMMENT = new RegExp(
  `^#(?! (?:HELP|TYPE) )|^# HELP ${NAME} |^# TYPE ${NAME} (?:counter|gauge|histogram|summary|untyped)$`,
);

/** Reads Prometheus' text format, version 0.0.4. Throws on a line that it does not allow, and on a series that comes twice. */
export function parsePrometheus(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const samples = text
    .slice(0, -1)
    .split('\n')
    .flatMap((line) => {
      if (line === '' || COMMENT.test(line)) return [];
      return [sampleIn(line)];
    });
  const series = new Set(samples.map(({ name, labels }) => name + JSON.stringify(labels)));
  if (series.size !== samples.length) throw new Error('a series comes twice');
  return samples;
}

/** The sum of a series over all its samples that have these labels. */
export function sumOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, is]) => sample.labels[key] === is))
    .reduce((sum, { value }) => sum + value, 0);
}

function sampleIn(line: string): Sample {
  const [, name, labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  return { name, labels: labelsIn(labels, line), value: valueIn(value, line) };
}

function labelsIn(text: string, line: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const [all, key, value] = LABEL.exec(text) ?? [];
    if (all === undefined || key === undefined || value === undefined) {
      throw new Error(`not a list of labels: ${line}`);
    }
    labels[key] = value.replaceAll(/\\([\\"n])/g, (_, escaped) =>
      escaped === 'n' ? '\n' : String(escaped),
    );
    at += all.length;
  }
  return labels;
}

function valueIn(text: string, line: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (Number.isNaN(value) && text !== 'NaN') throw new Error(`not a value: ${line}`);
  return value;
}
