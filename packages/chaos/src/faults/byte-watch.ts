/** Finds a sequence of bytes in a stream of chunks, also where it lies across two of them. */
export class ByteWatch {
  private readonly pattern: Buffer;
  private tail: Buffer = Buffer.alloc(0);

  constructor(pattern: Buffer) {
    if (pattern.length === 0) throw new RangeError('a pattern to watch for has at least one byte');
    this.pattern = pattern;
  }

  /**
   * Takes the next chunk and tells how many of its bytes come before the pattern; undefined while the pattern was not seen. 0 when it began in an earlier chunk.
   */
  look(chunk: Buffer): number | undefined {
    const seen = Buffer.concat([this.tail, chunk]);
    const at = seen.indexOf(this.pattern);
    if (at >= 0) return Math.max(0, at - this.tail.length);
    this.tail = Buffer.from(seen.subarray(Math.max(0, seen.length - this.pattern.length + 1)));
    return undefined;
  }
}
