import { homedir } from 'node:os';
import { join } from 'node:path';

/** The cache folder: CHORUS_HOME, else ~/.cache/chorus. */
export function chorusHome(environment: NodeJS.ProcessEnv): string {
  return environment['CHORUS_HOME'] || join(homedir(), '.cache', 'chorus');
}
