import { ChorusError } from '@chorus/proto';
import { statSync } from 'node:fs';

/** @throws ChorusError `invalid` when there is no file of this name */
export function checkIsFile(what: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  throw new ChorusError('invalid', `${what} ${path}: there is no such file`);
}
