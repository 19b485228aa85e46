import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { DatasetError } from '../dataset-error.ts';
import { SeededRandom } from '../random.ts';
import { mutate } from '../testing/mutate.ts';
import { readSplit } from '../testing/read-split.ts';
import { openCifar100 } from './cifar100.ts';

const PIXELS = 32 * 32;

/** An image whose colours are 10, 20 and 30 more than its fine label. */
function record(coarse: number, fine: number): Buffer {
  const planes = [10, 20, 30].map((colour) => Buffer.alloc(PIXELS, colour + fine));
  return Buffer.concat([Buffer.from([coarse, fine]), ...planes]);
}

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  await writeFile(
    join(folder, 'train.bin'),
    Buffer.concat([record(1, 2), record(0, 0), record(1, 1)]),
  );
  await writeFile(join(folder, 'test.bin'), record(1, 1));
  await writeFile(join(folder, 'fine_label_names.txt'), 'apple\nbaby\nbear\n\n');
  await writeFile(join(folder, 'coarse_label_names.txt'), 'fish\r\ntrees\r\n');
});

test('images have their channels last, and the classes their names', async () => {
  const dataset = await openCifar100(folder);
  expect(dataset).toMatchObject({
    classes: ['apple', 'baby', 'bear'],
    sample: { shape: [32, 32, 3], type: 'uint8' },
    divisor: 255,
    preparation: { kind: 'array', layout: 'channels-first', shape: [32, 32, 3] },
    splits: { train: { labels: Int32Array.of(2, 0, 1) }, test: { labels: Int32Array.of(1) } },
  });
  expect(dataset.findings.at(-1)).toEqual({
    kind: 'mapped',
    text: `The classes' names are those of ${join(folder, 'fine_label_names.txt')}.`,
  });
  const { values, labels } = await readSplit(dataset.splits.train);
  expect(labels).toEqual([2, 0, 1]);
  expect(values.slice(0, 6)).toEqual([12, 22, 32, 12, 22, 32]);
  expect(values.slice(-3)).toEqual([11, 21, 31]);
  await dataset.close();
});

test('the coarse labels are there as well', async () => {
  const dataset = await openCifar100(folder, 'coarse');
  expect(dataset).toMatchObject({
    classes: ['fish', 'trees'],
    splits: { train: { labels: Int32Array.of(1, 0, 1) }, test: { labels: Int32Array.of(1) } },
  });
  await dataset.close();
});

test('a file that ends within an image, too few names, and missing files are named', async () => {
  await writeFile(join(folder, 'fine_label_names.txt'), 'apple\nbaby');
  await expect(openCifar100(folder)).rejects.toThrow(
    /fine_label_names\.txt has 2 names, and none for the label 2/,
  );
  await truncate(join(folder, 'train.bin'), 3 * 3074 - 1);
  await expect(openCifar100(folder, 'coarse')).rejects.toThrow(
    /train\.bin has 9221 bytes, which is more than 2 and less than 3 records of 3074/,
  );
  await expect(openCifar100(join(folder, 'none'))).rejects.toMatchObject({ code: 'missing' });
});

test('mutated files give images, or the one error', async () => {
  const random = SeededRandom.from(1, 'mutants', 'cifar100');
  const names = ['train.bin', 'test.bin', 'fine_label_names.txt'];
  const whole = await Promise.all(names.map((name) => readFile(join(folder, name))));
  for (let mutant = 0; mutant < 100; mutant++) {
    const index = random.below(names.length);
    await writeFile(join(folder, names[index]!), mutate(whole[index]!, random));
    const outcome = await openCifar100(folder)
      .then(async (dataset) => {
        const { labels } = await readSplit(dataset.splits.train);
        await dataset.close();
        return labels;
      })
      .catch((reason: unknown) => reason);
    if (!(outcome instanceof Array)) expect(outcome).toBeInstanceOf(DatasetError);
    await writeFile(join(folder, names[index]!), whole[index]!);
  }
});
