import { z } from 'zod';

const page = z.object({ next: z.string().nullable() });

/** Whether a query answers in pages: what `next` of one says is the `cursor` of the following one. */
export function hasPages(params: z.ZodType, result: z.ZodType): boolean {
  if (!(params instanceof z.ZodObject) || !(result instanceof z.ZodObject)) return false;
  return Object.hasOwn(params.shape, 'cursor') && Object.hasOwn(result.shape, 'next');
}

/** The `Link` header (RFC 8288) of a page: where the next one is, unless this is the last. */
export function linkToNext(address: string, text: string): string | undefined {
  const { next } = page.parse(JSON.parse(text));
  if (next === null) return undefined;
  const at = address.indexOf('?');
  const query = new URLSearchParams(at < 0 ? '' : address.slice(at + 1));
  query.set('cursor', next);
  return `<${at < 0 ? address : address.slice(0, at)}?${query.toString()}>; rel="next"`;
}
