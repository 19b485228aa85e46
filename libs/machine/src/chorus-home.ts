import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { MachineError } from './machine-error.ts';

/**
 * The cache folder: CHORUS_HOME, else ~/.cache/chorus.
 *
 * @throws MachineError when CHORUS_HOME is not set and the user has no home folder, as in a container
 *   that runs as some number
 */
export function chorusHome(environment: NodeJS.ProcessEnv): string {
  const home = environment['CHORUS_HOME'];
  if (home) return home;
  const users = userHome();
  if (users !== undefined) return join(users, '.cache', 'chorus');
  throw new MachineError(
    'this user has no home folder for what Chorus keeps: set CHORUS_HOME to a folder that can be written',
  );
}

/** The user's home by HOME, else by passwd, which need not have an entry for this user. */
function userHome(): string | undefined {
  for (const find of [homedir, () => userInfo().homedir]) {
    try {
      const home = find();
      if (isAbsolute(home)) return home;
    } catch {
      // That way there is none.
    }
  }
  return undefined;
}
