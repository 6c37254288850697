/** What one check has found, and how to mend it when it is bad. */
export interface Finding {
  readonly name: string;
  readonly isOk: boolean;
  readonly detail: string;
  /** Present when something can be done about it. */
  readonly mend?: string;
}

export function good(name: string, detail: string): Finding {
  return { name, isOk: true, detail };
}

export function bad(name: string, detail: string, mend: string): Finding {
  return { name, isOk: false, detail, mend };
}

/** The finding of a check; when the check itself fails, that is the finding. */
export async function tryCheck(
  name: string,
  mend: string,
  check: () => Promise<Finding>,
): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return bad(name, error instanceof Error ? error.message : String(error), mend);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
