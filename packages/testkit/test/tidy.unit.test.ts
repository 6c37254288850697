import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house rules that a machine can check. Each finding names the file, the rule, and what to do instead. */

const root = join(import.meta.dirname, '../../..');
const SERVICES = [
  'auth',
  'user',
  'product',
  'inventory',
  'order',
  'payment',
  'notification',
  'edge',
];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mjs'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(
      ([, name = '']) => name,
    );
    return { path, text, imports };
  });

const isTest = ({ path }: Source): boolean =>
  /\.(test|fixtures|examples)\.ts$/.test(path) || /\/test\//.test(path);
const serviceOf = (path: string): string | undefined => /^services\/([^/]+)\//.exec(path)?.[1];
/** Doors beside a package's front door, and who may use each. */
const SIDE_DOORS = new Map([['@murmuration/choreography/simulation', 'packages/simulator']]);

const workspaceOf = (path: string): string =>
  /^(contracts|(?:packages|services)\/[^/]+)/.exec(path)?.[1] ?? '';
const inDomain = (path: string): boolean => /^services\/[^/]+\/src\/domain\//.test(path);

/** Every import of the given sources, with relative ones resolved to paths from the root. */
function importsOf(
  chosen: readonly Source[],
): readonly { path: string; name: string; target: string }[] {
  return chosen.flatMap(({ path, imports }) =>
    imports.map((name) => ({
      path,
      name,
      target: name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
    })),
  );
}

function findings(chosen: readonly Source[], pattern: RegExp, instead: string): readonly string[] {
  return chosen.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, at) =>
        pattern.test(line) ? [`${path}:${at + 1} ${line.trim()} → ${instead}`] : [],
      ),
  );
}

describe('boundaries', () => {
  it('keeps services from importing each other', () => {
    const wrong = importsOf(sources.filter(({ path }) => path.startsWith('services/'))).filter(
      ({ path, target }) => {
        const other = SERVICES.find(
          (name) => target === `@murmuration/${name}` || target.startsWith(`services/${name}/`),
        );
        return other !== undefined && other !== serviceOf(path);
      },
    );
    expect(
      wrong.map(({ path, name }) => `${path} imports ${name} → react to its events instead`),
    ).toEqual([]);
  });

  it('keeps domain code to contracts and its siblings', () => {
    const pure = sources.filter((source) => inDomain(source.path) && !isTest(source));
    const wrong = importsOf(pure).filter(({ path, target }) => {
      const own = `services/${serviceOf(path)}/src/domain/`;
      return target !== '@murmuration/contracts' && !target.startsWith(own);
    });
    expect(
      wrong.map(({ path, name }) => `${path} imports ${name} → pass what it needs as a parameter`),
    ).toEqual([]);
  });

  it('keeps reactions free of infrastructure', () => {
    const reactions = sources.filter(({ path }) => /^services\/[^/]+\/src\/reactions\//.test(path));
    const wrong = importsOf(reactions).filter(({ name }) =>
      /^(postgres|@nats-io|drizzle-orm|fastify|stripe|nodemailer|node:)/.test(name),
    );
    expect(
      wrong.map(({ path, name }) => `${path} imports ${name} → put it behind a port in gateways/`),
    ).toEqual([]);
  });

  it('keeps the runtime and the contracts from knowing any service', () => {
    const below = sources.filter((source) =>
      /^(contracts|packages\/choreography)\//.test(source.path),
    );
    const wrong = importsOf(below).filter(({ target }) =>
      SERVICES.some((name) => target === `@murmuration/${name}` || target.startsWith('services/')),
    );
    expect(
      wrong.map(
        ({ path, name }) =>
          `${path} imports ${name} → dependencies point from services to the runtime`,
      ),
    ).toEqual([]);
  });

  it('keeps packages to each other’s front doors', () => {
    const deep = importsOf(sources).filter(({ path, name, target }) => {
      const isDeepName =
        /^@murmuration\/[^/]+\//.test(name) && SIDE_DOORS.get(name) !== workspaceOf(path);
      const crosses =
        name.startsWith('.') &&
        workspaceOf(target) !== workspaceOf(path) &&
        workspaceOf(path) !== '';
      return isDeepName || crosses;
    });
    expect(
      deep.map(({ path, name }) => `${path} imports ${name} → import from the package's root`),
    ).toEqual([]);
  });
});

describe('habits', () => {
  const code = sources.filter((source) => !isTest(source));
  const typed = code.filter(({ path }) => path.endsWith('.ts'));

  it('gives time and ids to domain code', () => {
    const domain = code.filter(({ path }) => inDomain(path));
    const taken = /Date\.now|new Date\(\)|Math\.random|randomUUID|process\.env/;
    expect(findings(domain, taken, 'take it from the context that decide is given')).toEqual([]);
  });

  it('silences no types', () => {
    const silenced =
      /(: any\b|<any>|\bas any[;,)\].]|as unknown as|@ts-ignore|@ts-expect-error|@ts-nocheck)/;
    expect(
      findings(
        typed,
        silenced,
        'parse what comes from outside with zod; let types carry the design',
      ),
    ).toEqual([]);
  });

  it('switches off no tests', () => {
    const tests = sources.filter(
      (source) => isTest(source) && !source.path.endsWith('tidy.unit.test.ts'),
    );
    expect(
      findings(tests, /\b(it|test|describe)\.(only|skip|todo)\(/, 'mend it or remove it'),
    ).toEqual([]);
  });

  it('mocks no module, since the files of a run share them', () => {
    const tests = sources.filter(
      (source) => isTest(source) && !source.path.endsWith('tidy.unit.test.ts'),
    );
    expect(
      findings(tests, /\bvi\.(mock|doMock|hoisted)\(/, 'pass what it needs as a parameter'),
    ).toEqual([]);
  });

  it('exports by name', () => {
    expect(findings(typed, /^export \*/, 'name what is exported')).toEqual([]);
    expect(findings(typed, /@murmuration\/\w+\/src/, "import from the package's root")).toEqual([]);
  });

  it('keeps files to one room', () => {
    const long = code.filter(({ text }) => text.split('\n').length > 300);
    expect(
      long.map(({ path }) => `${path} has more than 300 lines → split it by what it is about`),
    ).toEqual([]);
    const mains = code.filter(
      ({ path, text }) =>
        /^services\/[^/]+\/src\/main\.ts$/.test(path) && text.split('\n').length > 26,
    );
    expect(mains.map(({ path }) => `${path} has more than 25 lines → it only wires`)).toEqual([]);
  });

  it('names files in kebab-case with a role', () => {
    const odd = sources.filter(
      ({ path }) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|mjs)$/.test(
          path.split('/').at(-1) ?? '',
        ),
    );
    expect(odd.map(({ path }) => `${path} → kebab-case, with a role as suffix`)).toEqual([]);
  });

  it('speaks of no machine and no registry', () => {
    const place =
      /(https?:\/\/(registry|deb|proxy|pypi)\.|(^|[^a-z./-])\/(home|root|Users)\/[a-z])/;
    expect(
      findings(code, place, 'let the machine’s own configuration say where things are'),
    ).toEqual([]);
  });
});
