/** What one element of an array may be. */
type Element = string | number | boolean | Date | Uint8Array | null;

/** Texts that stand in an array as they are: ids, numbers, times. The word null would be taken for no value. */
const PLAIN = /^(?!null$)[\w.:+-]+$/i;

/**
 * Writes a Postgres array as text. The driver's own way escapes each element twice over with regular expressions, which was a twelfth of the time
 * that a message took; most elements need no escaping at all.
 */
export function arrayLiteral(elements: readonly Element[]): string {
  return `{${elements.map(elementLiteral).join()}}`;
}

function elementLiteral(element: Element): string {
  if (element === null) return 'null';
  if (typeof element === 'string') {
    return PLAIN.test(element) ? element : `"${element.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  }
  if (element instanceof Date) return `"${element.toISOString()}"`;
  if (element instanceof Uint8Array) return `"\\\\x${Buffer.from(element).toString('hex')}"`;
  return String(element);
}
