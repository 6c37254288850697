/** Below it nats-server accepts and silently ignores features that the runtime needs. */
export const OLDEST_NATS_VERSION = '2.12.0';
/** Below it nats-server has published security advisories. */
export const OLDEST_SAFE_NATS_VERSION = '2.14.3';

/** The version in a line such as `nats-server: v2.15.1`, without a leading v; undefined when there is none. */
export function parseVersion(text: string): string | undefined {
  return /\d+\.\d+\.\d+(?:-[\w.]+)?/.exec(text)?.[0];
}

/** Negative when `left` is the older one, 0 when they are equal. What follows a dash (`-RC.1`) is left out. */
export function compareVersions(left: string, right: string): number {
  const [leftParts, rightParts] = [numbers(left), numbers(right)];
  for (const [index, part] of leftParts.entries()) {
    const difference = part - (rightParts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isFitNatsVersion(version: string): boolean {
  return compareVersions(version, OLDEST_NATS_VERSION) >= 0;
}

function numbers(version: string): number[] {
  return (version.split('-')[0] ?? '').split('.').map(Number);
}
