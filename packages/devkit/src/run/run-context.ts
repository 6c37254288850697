import { join } from 'node:path';
import type { Role } from '../processes/process-table.ts';
import { stateDirectory } from '../repository.ts';
import type { RunMode } from './run-record.ts';
import type { Program } from './start-program.ts';

/** What every part of a run needs to know. */
export type RunContext = {
  readonly root: string;
  readonly runId: string;
  readonly mode: RunMode;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: Reporter;
};

export type Reporter = {
  /** Does a piece of work and reports, in one line with its time, what came of it. */
  step<T>(name: string, work: () => Promise<T>, outcome?: (result: T) => string): Promise<T>;
  notice(text: string): void;
};

export function logPath(root: string, name: string): string {
  return join(stateDirectory(root), 'logs', `${name}.log`);
}

/** The environment for a process of the run: it is found by it when the run ends. */
export function childEnvironment(
  context: RunContext,
  role: Role,
  variables: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  return {
    ...context.environment,
    MURMURATION_RUN: context.runId,
    MURMURATION_ROLE: role,
    ...variables,
  };
}

/** A Node program of the repository that does a piece of work of the run. */
export function nodeProgram(
  context: RunContext,
  name: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Program {
  return {
    name,
    command: process.execPath,
    words,
    directory: context.root,
    environment: childEnvironment(context, 'task', variables),
    logFile: logPath(context.root, name),
  };
}
