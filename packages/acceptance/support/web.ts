import type { Shop } from '@murmuration/testkit';

/** What the edge has answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when there was none. */
  readonly data: unknown;
}

export interface Call {
  readonly token?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Reads from the edge. */
export async function get(shop: Shop, path: string, call: Call = {}): Promise<Answer> {
  return await ask(shop, 'GET', path, call);
}

/** Makes an account call at the edge. */
export async function post(shop: Shop, path: string, call: Call = {}): Promise<Answer> {
  return await ask(shop, 'POST', path, call);
}

async function ask({ edge }: Shop, method: string, path: string, call: Call): Promise<Answer> {
  if (edge === undefined) throw new Error('The shop was started without its edge.');
  const { token, body } = call;
  const response = await fetch(edge.url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const data: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, data };
}
