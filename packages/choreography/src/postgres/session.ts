/** What a parameter of one value may hold. */
export type Value = string | number | boolean | Date | Uint8Array | null;
export type Row = Record<string, unknown>;

/** One database session. When it is lost it says so once and is never used again. */
export interface Session {
  lost: boolean;
  /** Called when the connection is lost. */
  onLost: (error: Error) => void;
  /** Sends a statement behind those that were sent before, without waiting for their answers. Resolves to its rows. */
  query(text: string, parameters: readonly Value[]): Promise<readonly Row[]>;
}

/** A session that is open, with the way to close it. */
export interface Live<Kind extends Session> {
  readonly session: Kind;
  /** Cuts the connection; whatever is under way fails. */
  readonly cut: () => void;
  end(seconds: number): Promise<void>;
}
