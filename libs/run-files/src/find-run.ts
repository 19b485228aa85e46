import { ChorusError } from '@chorus/proto';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of a run that a command line names.
 *
 * @param word a folder, or the name of one in `runsDir`
 * @throws ChorusError `not-found` when there is neither, `invalid` when it is a file
 */
export function findRun(word: string, runsDir = 'runs'): string {
  const isName = word !== '' && !/[/\\]/.test(word);
  const places = isName ? [word, join(runsDir, word)] : [word];
  for (const place of places) {
    const status = statSync(place, { throwIfNoEntry: false });
    if (status?.isDirectory()) return place;
    if (status) throw new ChorusError('invalid', `${place} is a file: name the folder of a run`);
  }
  const looked = places.filter((place) => place !== '').join(' nor ');
  const problem = looked === '' ? 'the name of the run is empty' : `there is no folder ${looked}`;
  throw new ChorusError('not-found', `${problem}: name the folder that a run has left`);
}
