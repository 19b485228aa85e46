import { ChorusError } from '@chorus/proto';
import { mkdirSync } from 'node:fs';

/** Makes the folder of all runs, if it is not there. @throws ChorusError `invalid` when it cannot be */
export function makeRunsDir(runsDir: string): void {
  try {
    mkdirSync(runsDir, { recursive: true });
  } catch (error) {
    const { message } = error as Error;
    throw new ChorusError('invalid', `the runs' folder ${runsDir} cannot be made: ${message}`);
  }
}
