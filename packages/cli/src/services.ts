import { commands, queries } from '@murmuration/contracts';

/** The services of the shop, as the contracts name them. */
export const serviceNames: readonly string[] = [
  ...new Set([...commands, ...queries].map(({ context }) => context)),
];
