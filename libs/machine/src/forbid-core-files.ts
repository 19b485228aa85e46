import { execFile } from 'node:child_process';

/**
 * Has the system write no core file of this process, and of those that it starts: one would hold keys. Where nothing can say so to the system, as on
 * other systems than Linux, it goes on without.
 */
export function forbidCoreFiles(): Promise<void> {
  if (process.platform !== 'linux') return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  execFile('prlimit', ['--pid', String(process.pid), '--core=0:0'], () => resolve());
  return promise;
}
