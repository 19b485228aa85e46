import { folderProblem } from '@chorus/machine';
import { ChorusError } from '@chorus/proto';

/**
 * Refuses a folder that cannot be written, before anything is started.
 *
 * @param flag who named it, for the message
 * @throws ChorusError `invalid`
 */
export function checkOutFolder(flag: string, folder: string): void {
  const problem = folderProblem(folder);
  if (!problem) return;
  throw new ChorusError('invalid', `${flag} ${folder}: ${problem}; choose another folder`);
}
