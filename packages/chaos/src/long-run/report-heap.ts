import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Loaded into each service before its program: collects what is garbage now and then, and writes how much memory is in use after that into a file of this process. Without
 * that the figure would tell of the collector's moods: it lets garbage lie for as long as there is room.
 */
const EVERY_MS = 10_000;

const directory = process.env['HEAP_REPORTS'];
if (directory !== undefined) {
  const file = join(directory, `${process.pid}.heap`);
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setInterval(() => {
    if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
    const { heapUsed, external } = process.memoryUsage();
    // whole or not at all: somebody may be reading
    writeFileSync(`${file}.new`, String(heapUsed + external));
    renameSync(`${file}.new`, file);
  }, EVERY_MS).unref();
}
