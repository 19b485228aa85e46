import { fork, type ChildProcess } from 'node:child_process';
import { environmentOfDependent } from '../signals/dependents.ts';
import { computingEnvironment } from './computing-environment.ts';

/**
 * Starts a program that computes and whose process is not to outlive this one, with a channel that carries typed arrays;
 * what it prints to standard error can be read. The program imports `@chorus/command-line/dependent` before all else.
 *
 * @param program its path
 * @param environment what the process gets beside what it needs of this one's
 * @param flags of Node, beside this process's
 */
export function forkDependent(
  program: string,
  environment: NodeJS.ProcessEnv = {},
  flags: readonly string[] = [],
): ChildProcess {
  return fork(program, [], {
    execArgv: [...process.execArgv, ...flags],
    env: environmentOfDependent({ ...computingEnvironment(process.env), ...environment }),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}
