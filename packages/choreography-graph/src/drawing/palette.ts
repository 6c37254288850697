export const INK = '#22262b';
export const FAINT = '#5b636d';
export const PAPER = '#ffffff';
export const WISH = { fill: '#dbe9ff', line: '#3b73c4' };
export const EVENT = { fill: '#fff3c9', line: '#c9a227' };
export const TIMER = { fill: '#efe4ff', line: '#8257c9' };
export const REFUSAL = { fill: '#f3f3f3', line: '#8b929b' };
export const SUCCEEDED = { fill: '#d6f2db', line: '#2f8f46' };
export const FAILED = { fill: '#fbdcdc', line: '#c23b3b' };
export const UNDOING = FAILED.line;

/** A hue for each service, the same in all pictures. */
const HUES = [
  '#3b73c4',
  '#2f8f6b',
  '#b5651d',
  '#8257c9',
  '#a83a6b',
  '#4b7f8c',
  '#7c7a2b',
  '#5b636d',
];

/** The colour of a service. */
export const colourOf = (services: readonly string[], service: string): string =>
  HUES[Math.max(services.indexOf(service), 0) % HUES.length] ?? INK;
