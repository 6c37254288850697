import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repository.ts';

/** The services that together sell something. */
export const SERVICE_NAMES = [
  'user',
  'product',
  'inventory',
  'order',
  'payment',
  'notification',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number] | 'auth';

/** The folder of a service in this repository. */
export function serviceDirectory(service: ServiceName | 'edge'): string {
  return join(ROOT, 'services', service);
}

/** The file that runs a service. */
export function mainOf(service: ServiceName | 'edge'): string {
  const file = join(serviceDirectory(service), 'src/main.ts');
  if (!existsSync(file))
    throw new Error(`services/${service} cannot be run: it has no src/main.ts`);
  return file;
}
