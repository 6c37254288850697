import { RequestRefused } from '../domain/stripe-error.ts';

/** A decoded form: texts, nested as the brackets say. Lists have their indexes as keys. */
export interface FormObject {
  [key: string]: string | FormObject;
}

const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;
const MAX_DEPTH = 5;

function malformed(name: string): RequestRefused {
  return new RequestRefused(400, {
    type: 'invalid_request_error',
    message: `Invalid parameter name: ${name}. Nest as in metadata[orderId]=value.`,
    param: name,
  });
}

function pathOf(name: string): string[] {
  const [, first, brackets] = NAME.exec(name) ?? [];
  if (first === undefined || brackets === undefined) throw malformed(name);
  const path = [first, ...Array.from(brackets.matchAll(/\[([^\]]*)\]/g), ([, key]) => key ?? '')];
  if (path.length > MAX_DEPTH) throw malformed(name);
  return path;
}

// Without a prototype, a key such as __proto__ is a key like any other.
function emptyForm(): FormObject {
  return Object.create(null) satisfies FormObject;
}

function put(form: FormObject, name: string, value: string): void {
  const path = pathOf(name);
  const last = path.pop() ?? '';
  let at = form;
  for (const key of path) {
    const next = at[key] ?? (at[key] = emptyForm());
    if (typeof next === 'string') throw malformed(name);
    at = next;
  }
  const key = last === '' ? String(Object.keys(at).length) : last;
  if (at[key] !== undefined && typeof at[key] !== 'string') throw malformed(name);
  at[key] = value;
}

/**
 * Decodes an `application/x-www-form-urlencoded` body with Stripe's bracket nesting:
 * `metadata[orderId]=1` becomes `{ metadata: { orderId: '1' } }`.
 * @throws RequestRefused 400 for a name that cannot be nested
 */
export function parseForm(body: string): FormObject {
  const form = emptyForm();
  for (const [name, value] of new URLSearchParams(body)) put(form, name, value);
  return form;
}

/** The same text for the same parameters, whatever their order. */
export function canonicalForm(form: FormObject): string {
  const entries = Object.entries(form).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    entries.map(([key, value]) => [key, typeof value === 'string' ? value : canonicalForm(value)]),
  );
}
