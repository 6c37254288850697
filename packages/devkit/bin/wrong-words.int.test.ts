import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../src/processes/child.ts';
import { temporaryFolder } from '../src/testing/temporary-folder.ts';

const RUN_FILE = join(import.meta.dirname, 'lib/run-file.mjs');

describe('npm stop and npm run verify', () => {
  it.each([
    ['stop.mjs', 'npm stop'],
    ['verify.mjs', 'npm run verify'],
  ])('%s does nothing for a word that it does not know', async (program, call) => {
    // a checkout of its own: nothing of this one is to end, whatever comes of it
    const bin = join(temporaryFolder(), 'packages/devkit/bin');
    await cp(import.meta.dirname, bin, { recursive: true });
    await expect(run(process.execPath, [join(bin, program), '--bogus'])).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: `${call} takes no --bogus, and has done nothing; see ${call} -- --help\n`,
    });
  });
});

describe('a file that is run with words', () => {
  const runFile = async (text: string, ...words: string[]) => {
    const file = join(temporaryFolder(), 'program.mts');
    await writeFile(file, text);
    return await run(process.execPath, [RUN_FILE, file, ...words]);
  };

  it('finds them as if Node had run it', async () => {
    const { stdout } = await runFile('console.log(...process.argv.slice(2))', 'one', '--two');
    expect(stdout).toBe('one --two\n');
  });

  it('says of an option that it does not know no more than that', async () => {
    const failed = runFile("import { parseArgs } from 'node:util'; parseArgs()", '--bogus');
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Unknown option '--bogus'.*\n$/),
    });
  });

  it.each([['--seeds', 'x'], ['--seeds=x']])(
    'says of what %s cannot be no more than that',
    async (...words) => {
      const failed = runFile("throw new TypeError('--seeds takes a number')", ...words);
      await expect(failed).rejects.toMatchObject({ code: 1, stderr: '--seeds takes a number\n' });
    },
  );

  it('says of a named file that is not there no more than that', async () => {
    const read = "import { readFile } from 'node:fs/promises'; await readFile(process.argv[2])";
    await expect(runFile(read, 'nosuch.json')).rejects.toMatchObject({
      code: 1,
      stderr: "ENOENT: no such file or directory, open 'nosuch.json'\n",
    });
  });

  it('tells of its own mistakes where they were made', async () => {
    await expect(runFile("throw new TypeError('oh')", '--two')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/TypeError: oh\n +at .*program\.mts/),
    });
  });
});
