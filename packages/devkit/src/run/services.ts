import { access, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export type Service = {
  readonly name: string;
  readonly directory: string;
  /** Its migrations module, if it owns data. */
  readonly migrations: string | undefined;
};

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** The folders of services/ whose package.json has a `dev` script, by name. */
export async function listServices(root: string): Promise<Service[]> {
  const names = (await readdir(join(root, 'services')).catch(() => [])).toSorted((left, right) =>
    left.localeCompare(right),
  );
  const services = await Promise.all(
    names.map((name) => readService(join(root, 'services', name), name)),
  );
  return services.filter((service) => service !== undefined);
}

async function readService(directory: string, name: string): Promise<Service | undefined> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '{}');
  if (packageSchema.parse(JSON.parse(text)).scripts['dev'] === undefined) return undefined;
  const migrations = join(directory, 'src/migrations.ts');
  const isThere = await access(migrations).then(
    () => true,
    () => false,
  );
  return { name, directory, migrations: isThere ? migrations : undefined };
}
