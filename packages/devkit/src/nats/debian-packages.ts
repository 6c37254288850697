import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { messageOf, run } from '../processes/child.ts';
import { withSuite } from './apt-sources.ts';
import { addToCache } from './cache.ts';
import type { FoundProgram } from './program.ts';

// The next release first: it is the newest of those that are tested.
const SUITES = ['forky', 'testing', 'sid'];
const APT_FOLDER = '/etc/apt';
const STEP_LIMIT_MS = 120_000;
const FIELDS_OF_FAILURE = /^(?:E|W|Err)[:\s]/;

/**
 * Downloads the newest nats-server from the machine's own Debian mirror, whatever release the machine runs, and puts
 * it into the cache. Installs nothing and needs no root: apt works on a configuration in a temporary folder.
 * @throws on a machine without apt, or when no suite has a nats-server that runs here
 */
export async function fetchFromDebian(cache: string): Promise<FoundProgram> {
  const sources = await machineSources();
  await run('apt-get', ['--version']).catch((error: unknown) => {
    throw new Error(`Debian packages: ${messageOf(error)}`);
  });
  const failures: string[] = [];
  for (const suite of SUITES) {
    try {
      return await fetchFromSuite(sources, suite, cache);
    } catch (error) {
      failures.push(`${suite}: ${lastComplaint(messageOf(error))}`);
    }
  }
  throw new Error(`Debian packages: ${failures.join('; ')}`);
}

type SourceFile = { readonly name: string; readonly text: string };

async function machineSources(): Promise<SourceFile[]> {
  const parts = await readdir(join(APT_FOLDER, 'sources.list.d')).catch(() => []);
  const paths = parts
    .filter((name) => name.endsWith('.sources') || name.endsWith('.list'))
    .map((name) => join(APT_FOLDER, 'sources.list.d', name));
  const files = await Promise.all([join(APT_FOLDER, 'sources.list'), ...paths].map(readSource));
  const usable = files.filter(({ name, text }) => withSuite(name, text, 'any') !== '');
  if (usable.length === 0) throw new Error('Debian packages: this machine has no apt source');
  return usable;
}

async function readSource(path: string): Promise<SourceFile> {
  return { name: basename(path), text: await readFile(path, 'utf8').catch(() => '') };
}

async function fetchFromSuite(sources: readonly SourceFile[], suite: string, cache: string) {
  const folder = await mkdtemp(join(tmpdir(), 'murmuration-apt-'));
  try {
    const options = await temporaryApt(folder, sources, suite);
    const limits = { cwd: folder, timeout: STEP_LIMIT_MS };
    await run('apt-get', [...options, 'update'], limits);
    await run('apt-get', [...options, 'download', 'nats-server'], limits);
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get downloaded no package');
    await run('dpkg-deb', ['-x', archive, 'package'], limits);
    return await addToCache(cache, await programIn(join(folder, 'package')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function programIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const program = entries.find((entry) => entry.isFile() && entry.name === 'nats-server');
  if (program === undefined) throw new Error('the package has no nats-server in it');
  return join(program.parentPath, program.name);
}

/** Lays out an apt configuration of its own in `folder`. */
async function temporaryApt(folder: string, sources: readonly SourceFile[], suite: string) {
  const at = (name: string) => join(folder, name);
  for (const name of ['parts', 'lists/partial', 'cache/archives/partial']) {
    await mkdir(at(name), { recursive: true });
  }
  for (const [index, { name, text }] of sources.entries()) {
    await writeFile(at(`parts/${index}.sources`), withSuite(name, text, suite));
  }
  const settings = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': at('parts'),
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': at('no-preferences'),
    'Dir::State::Lists': at('lists'),
    'Dir::Cache': at('cache'),
    // A mirror may be frozen at some day in the past.
    'Acquire::Check-Valid-Until': 'false',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    // Root's temporary folder is closed to apt's own user.
    ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
  };
  await mkdir(at('no-preferences'));
  return ['-q', ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
}

function lastComplaint(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.findLast((line) => FIELDS_OF_FAILURE.test(line)) ?? lines[0] ?? message;
}
