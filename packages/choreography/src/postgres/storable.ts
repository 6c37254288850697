/** A text that a column can hold: without the character NUL, which JSON allows and Postgres does not, and of at most this many characters. */
export function storable(text: string, most = 1_000): string {
  return text.slice(0, most).replaceAll('\0', '\uFFFD');
}
