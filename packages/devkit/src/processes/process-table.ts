import { readFileSync, readdirSync } from 'node:fs';
import { messageOf, run } from './child.ts';

/** What a process is for within a run; kept in its environment as MURMURATION_ROLE. */
export type Role = 'supervisor' | 'reaper' | 'service' | 'task' | 'support' | 'infrastructure';

export type RunProcess = {
  readonly pid: number;
  readonly parentPid: number;
  readonly runId: string;
  readonly role: string | undefined;
  readonly command: string;
};

type Status = { readonly parentPid: number; readonly start: string; readonly hasEnded: boolean };

/**
 * The processes whose environment carries MURMURATION_RUN with a value that begins with `runPrefix`. This finds them
 * wherever they have ended up in the process tree, also when their parents are gone.
 */
export async function processesOfRun(runPrefix: string): Promise<RunProcess[]> {
  const processes = process.platform === 'linux' ? fromProc() : await fromPs();
  return processes.filter(({ runId }) => runId.startsWith(runPrefix));
}

/** Whether the environment of the process carries this run. */
export async function belongsToRun(pid: number, runId: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    return (await processesOfRun(runId)).some((one) => one.pid === pid);
  }
  return variable(readProc(pid, 'environ').split('\0'), 'MURMURATION_RUN') === runId;
}

/** Something that tells this process from a later one with the same id; undefined when there is none. */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readStatus(pid)?.start;
  const listed = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return listed?.stdout.trim() || undefined;
}

/** The command line of a process with its parent's id; undefined when there is none. */
export async function describeProcess(
  pid: number,
): Promise<{ parentPid: number; command: string } | undefined> {
  if (process.platform === 'linux') {
    const status = readStatus(pid);
    return status && { parentPid: status.parentPid, command: commandLine(pid) };
  }
  const listed = await run('ps', ['-o', 'ppid=,command=', '-p', String(pid)]).catch(
    () => undefined,
  );
  const [, parentPid, command] = /^\s*(\d+)\s+(.*)/.exec(listed?.stdout ?? '') ?? [];
  return command === undefined ? undefined : { parentPid: Number(parentPid), command };
}

function fromProc(): RunProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).flatMap((pid): RunProcess[] => {
    const environment = readProc(pid, 'environ').split('\0');
    const runId = variable(environment, 'MURMURATION_RUN');
    const status = runId === undefined ? undefined : readStatus(pid);
    if (runId === undefined || status === undefined || status.hasEnded) return [];
    const role = variable(environment, 'MURMURATION_ROLE');
    return [{ pid, parentPid: status.parentPid, runId, role, command: commandLine(pid) }];
  });
}

// Without /proc: `ps -E` adds the environment to the command line of the caller's own processes.
async function fromPs(): Promise<RunProcess[]> {
  const { stdout } = await run('ps', ['-axww', '-E', '-o', 'pid=,ppid=,command=']).catch(
    (error: unknown) => {
      throw new Error(`The processes of the run cannot be listed: ${messageOf(error)}`);
    },
  );
  return stdout.split('\n').flatMap((line): RunProcess[] => {
    const [, pid, parentPid, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line) ?? [];
    const words = command.split(' ');
    const runId = variable(words, 'MURMURATION_RUN');
    if (runId === undefined) return [];
    const role = variable(words, 'MURMURATION_ROLE');
    return [{ pid: Number(pid), parentPid: Number(parentPid), runId, role, command }];
  });
}

function variable(environment: readonly string[], name: string): string | undefined {
  return environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}

const PARENT_FIELD = 1;
const START_FIELD = 19;

// The fields of /proc/<pid>/stat after the program's name, which may itself have spaces and brackets.
function readStatus(pid: number): Status | undefined {
  const text = readProc(pid, 'stat');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[START_FIELD]];
  if (state === undefined || start === undefined) return undefined;
  return { parentPid: Number(fields[PARENT_FIELD]), start, hasEnded: /^[ZX]/.test(state) };
}

function commandLine(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

// Empty for a process that is gone or somebody else's.
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
