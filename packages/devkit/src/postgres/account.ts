import { readFile } from 'node:fs/promises';
import { run } from '../processes/child.ts';

/** The user that Postgres runs as, where that is not the user of this process. */
export type Account = { readonly uid: number; readonly gid: number };

const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/** Postgres refuses to run as root. For root this is the account `nobody`; for everyone else undefined. */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const entry = users.split('\n').find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = entry?.split(':') ?? [];
  const account = { uid: Number(uid), gid: Number(gid) };
  return account.uid > 0 && account.gid > 0 ? account : NOBODY;
}

/**
 * Whether `account` can do what `test` asks for (`-x`, `-w`, …) with the path. The system is asked, as that user,
 * since modes of parent folders, access lists and mount options all have a say.
 */
export async function allows(account: Account, test: '-x' | '-w', path: string): Promise<boolean> {
  const options = { ...account, cwd: '/' };
  return await run('/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path], options).then(
    () => true,
    () => false,
  );
}
