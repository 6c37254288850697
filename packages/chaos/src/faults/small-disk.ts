import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from './is-alive.ts';

/** A small disk of its own. */
export interface SmallDisk {
  /** A folder on it, for the data of a server that every user may run. */
  readonly directory: string;
  /** Leaves no byte of room. Who deletes something on it makes room again. */
  fill(): Promise<void>;
  /** Gives the room back. */
  free(): Promise<void>;
  /** Takes it down with all that is on it. */
  remove(): Promise<void>;
}

const run = promisify(execFile);

const PREFIX = 'murmuration-disk-';
const MIB = 1024 * 1024;
const SMALLEST_PIECE_BYTES = 64;
const TRAVERSABLE = 0o711;
const WHOLE_DISK = /ENOSPC/;

/** Why small disks cannot be had on this machine; undefined where they can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  try {
    await (await makeSmallDisk(1)).remove();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/**
 * Mounts a disk of that size, which lies in memory. Also takes down those that a process has left behind which is no more.
 * @throws Error where mounting is not allowed
 */
export async function makeSmallDisk(megabytes: number): Promise<SmallDisk> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error('a small disk is mounted by root on Linux');
  }
  await removeForsaken();
  const place = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(place, TRAVERSABLE);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'murmuration', place]);
  const directory = join(place, 'data');
  await mkdir(directory, { mode: TRAVERSABLE });
  const ballast = join(place, 'ballast');
  return {
    directory,
    fill: () => fill(ballast),
    free: () => rm(ballast, { force: true }),
    remove: () => takeDown(place),
  };
}

/** Writes smaller and smaller pieces until none fits. */
async function fill(ballast: string): Promise<void> {
  const file = await open(ballast, 'a');
  try {
    for (let size = MIB; size >= SMALLEST_PIECE_BYTES;) {
      if (!(await fits(file.appendFile(Buffer.alloc(size))))) size /= 4;
    }
  } finally {
    await file.close();
  }
}

async function fits(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (WHOLE_DISK.test(String(error))) return false;
    throw error;
  }
}

async function takeDown(place: string): Promise<void> {
  // lazily: a server that was killed may hold a file for a moment longer
  await run('umount', ['--lazy', place]);
  await rm(place, { recursive: true, force: true });
}

async function removeForsaken(): Promise<void> {
  const mounts = await readFile('/proc/mounts', 'utf8');
  for (const line of mounts.split('\n')) {
    const place = line.split(' ')[1] ?? '';
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(basename(place))?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await takeDown(place);
  }
}
