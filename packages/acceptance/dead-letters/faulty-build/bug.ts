/** A mistake that somebody could have made: this text in place of the right one. */
export interface Bug {
  /** From the root of the repository. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}
