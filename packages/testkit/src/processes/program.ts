import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { quickStart } from '@murmuration/devkit';
import { readableTail } from './log-lines.ts';
import { noteStarted } from './orphans.ts';

export interface ProgramOptions {
  /** For messages. */
  readonly name: string;
  /** The TypeScript file that Node runs. */
  readonly file: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Appended to, over restarts. */
  readonly logFile: string;
  /** How long it may take to end after SIGTERM. Default: 30,000. */
  readonly stopLimitMs?: number;
}

const STOP_LIMIT_MS = 30_000;
const TAIL_LINES = 25;

const live = new Set<Program>();
// Whatever ends this process, its children do not outlive it.
process.once('exit', () => {
  for (const program of live) program.signal('SIGKILL');
});

/** The programs of this process that run right now. */
export function livePrograms(): readonly Program[] {
  return [...live];
}

/** A real child process that can be started again and again. */
export class Program {
  readonly name: string;
  private readonly options: ProgramOptions;
  private child: ChildProcess | undefined;
  private paused = false;

  constructor(options: ProgramOptions) {
    this.name = options.name;
    this.options = options;
  }

  get pid(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined;
  }

  get isRunning(): boolean {
    const { child } = this;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Whether it is held by SIGSTOP. */
  get isPaused(): boolean {
    return this.isRunning && this.paused;
  }

  /** Starts the process; does not wait until it is ready. Nothing happens when it runs. */
  start(): void {
    if (this.isRunning) return;
    const { file, directory, env, logFile } = this.options;
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [...quickStart, file], {
      cwd: directory,
      env: { ...inherited(), ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.paused = false;
    live.add(this);
    noteStarted(child.pid, file);
    const forget = (): void => void (this.child === child && live.delete(this));
    child.once('exit', forget);
    child.once('error', forget);
  }

  /**
   * SIGTERM, and waits for the end.
   * @throws Error with the end of the log when it did not end by itself in time
   */
  async stop(): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.isRunning) return;
    const { stopLimitMs = STOP_LIMIT_MS } = this.options;
    const ended = once(child, 'exit');
    this.signal('SIGTERM');
    this.resume();
    const limit = new AbortController();
    const inTime = await Promise.race([
      ended.then(() => true),
      sleep(stopLimitMs, false, { signal: limit.signal }).catch(() => false),
    ]);
    limit.abort();
    if (inTime) return;
    await this.kill();
    throw new Error(
      `${this.name} did not end within ${stopLimitMs} ms of SIGTERM. Its log ends:\n${await this.logTail()}`,
    );
  }

  /** SIGKILL, and waits for the end. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.isRunning) return;
    const ended = once(child, 'exit');
    this.signal('SIGKILL');
    await ended;
  }

  /** SIGSTOP: it stands still and keeps its connections. */
  pause(): void {
    this.signal('SIGSTOP');
    this.paused = true;
  }

  /** SIGCONT. */
  resume(): void {
    this.signal('SIGCONT');
    this.paused = false;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.child?.kill(signal);
  }

  /** The last lines that it wrote, warnings and errors first of all, shortened for people. */
  async logTail(lines = TAIL_LINES): Promise<string> {
    return readableTail(await this.log(), lines);
  }

  /** All that it wrote. */
  async log(): Promise<string> {
    return await readFile(this.options.logFile, 'utf8').catch(() => '');
  }
}

// What a service is told comes from the test alone; a developer's own settings must not leak in.
function inherited(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  return { PATH, HOME, ...(TMPDIR === '' ? {} : { TMPDIR }) };
}
