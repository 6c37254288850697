/** How wide a text is about, in pixels: with room, since every reader has other fonts. */
export const widthOf = (text: string, size: number): number => Math.ceil(text.length * size * 0.6);

/** `stock-reserved` as people say it. */
export const words = (name: string): string => name.replaceAll('-', ' ');

/** What stands behind the context: `stock-reserved` of `inventory.stock-reserved`. */
export const nameOf = (type: string): string => type.slice(type.indexOf('.') + 1);

/** A number as it stands in a file: the same picture gives the same text. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** A text that may stand in XML. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
