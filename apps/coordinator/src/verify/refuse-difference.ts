import { altered } from '@chorus/run-files';
import type { Difference } from './first-difference.ts';

/** @throws ChorusError `corrupt`, naming the file and the value that is another one than the run's files give */
export function refuse(path: string, difference: Difference | undefined, prefix = ''): void {
  if (!difference) return;
  const { expected, found } = difference;
  const say = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  throw altered(
    path,
    `its ${prefix}${difference.path} is ${say(found)}, but the run's files give ${say(expected)}`,
  );
}
