import { HANGUP } from './hangup-ignored.ts';
import { PARENT_PID } from './parent-pid.js';
import { STARTED_BY } from './starters.ts';

/**
 * The environment of a child that ends with this process, however that ends. The child watches (SIGNAL-5),
 * so that nothing is left to be done here when it is a SIGKILL. What becomes of npm and of the
 * terminal is for this process to judge, and not for the child.
 *
 * @param environment what the child gets beside that
 */
export function environmentOfDependent(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !STARTED_BY.includes(name));
  return { ...Object.fromEntries(own), [PARENT_PID]: String(process.pid), [HANGUP]: 'ignored' };
}

/** The process that this one must not outlive; undefined when it is nobody's dependent. */
export function parentOfDependent(environment: NodeJS.ProcessEnv): number | undefined {
  const pid = environment[PARENT_PID];
  return pid === undefined ? undefined : Number(pid);
}
