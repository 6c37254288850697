import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shop } from '@murmuration/testkit';

/** Copies the logs of all processes to a folder that outlives the shop, and tells where. */
export async function keepLogs({ directory }: Shop, name: string): Promise<string> {
  const kept = join(tmpdir(), `murmuration-chaos-logs-${process.pid}-${name}`);
  await cp(directory, kept, { recursive: true, filter: (file) => !file.includes('.data') });
  return kept;
}
