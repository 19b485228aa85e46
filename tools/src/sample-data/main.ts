/**
 * Writes small generated data in the forms that users have, for the examples of docs/data.md and configs/. It is
 * the same on every machine.
 *
 *   npm run sample-data -- [FOLDER]     (default: sample-data)
 */
import { openDataset } from '@chorus/data';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArrays } from './arrays.ts';
import { writeCifar100 } from './cifar100.ts';
import { writeDigits } from './digits.ts';
import { writeFlowers } from './flowers.ts';
import { writePictures } from './pictures.ts';

const [folder = 'sample-data'] = process.argv.slice(2);
const home = await mkdtemp(join(tmpdir(), 'chorus-sample-data-'));
try {
  const shapes = await openDataset({ name: 'shapes', home });
  await writePictures(shapes, join(folder, 'pictures'));
  await writeArrays(shapes, join(folder, 'arrays'));
  await writeDigits(shapes, join(folder, 'digits'));
  await writeCifar100(shapes, join(folder, 'cifar100'));
  await writeFlowers(folder);
} finally {
  await rm(home, { recursive: true });
}
console.log(
  `${folder} holds pictures, pictures.csv, arrays, digits, cifar100, flowers.csv and flowers.parquet`,
);
