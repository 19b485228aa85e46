import { execFileSync } from 'node:child_process';
import { rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { imageOf, noiseJpeg, plainPng, readAll, writeFiles } from '../testing/image-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SplitDraw } from '../split-draw.ts';
import type { ImageProgress } from './image-progress.ts';
import { type ImageFolder, openImageFolder } from './open-image-folder.ts';

let red: Buffer;
let blue: Buffer;

beforeAll(async () => {
  red = await plainPng([255, 0, 0]);
  blue = await plainPng([0, 0, 255]);
});

/** A folder with two classes of two images each in train, one each in test, and more. */
async function pets(more: Readonly<Record<string, Buffer | string>> = {}): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    'train/cat/1.png': red,
    'train/cat/2.png': red,
    'train/dog/1.png': blue,
    'train/dog/2.png': blue,
    'test/cat/1.png': red,
    'test/dog/1.png': blue,
    ...more,
  });
  return folder;
}

function texts({ findings }: ImageFolder): string[] {
  return findings.map(({ text }) => text);
}

test('train and test are read in a fixed order with their labels', async () => {
  const dataset = await openImageFolder(await pets());
  expect(dataset.sample).toEqual({ shape: [4, 6, 3], type: 'uint8' });
  expect(dataset.classes).toEqual(['cat', 'dog']);
  const { train, test } = dataset.splits;
  expect([train.samples, test!.samples]).toEqual([4, 2]);
  const { values, labels } = await readAll(train);
  expect(labels).toEqual([0, 0, 1, 1]);
  expect(train.labels).toEqual(Int32Array.of(0, 0, 1, 1));
  expect(test!.names).toEqual(['test/cat/1.png', 'test/dog/1.png']);
  expect(dataset.divisor).toBe(255);
  expect(values.slice(0, 3)).toEqual([255, 0, 0]);
  expect(values.slice(-3)).toEqual([0, 0, 255]);
  expect(dataset.oneTree).toBe(false);
  expect(texts(dataset)).toEqual([
    'A folder of 6 images of 2 classes with splits of their own, 4 in train, 2 in test; each becomes 4 × 6 pixels, RGB.',
  ]);
});

test.each(['val', 'valid', 'Validation'])('%s is the validation split', async (name) => {
  const folder = await pets({ [`${name}/cat/1.png`]: red });
  const { splits } = await openImageFolder(folder);
  expect(Object.keys(splits)).toEqual(['train', 'validation', 'test']);
  expect(splits.validation!.samples).toBe(1);
});

test('two folders that are the same split are refused', async () => {
  const folder = await pets({ 'val/cat/1.png': red, 'valid/cat/1.png': red });
  await expect(openImageFolder(folder)).rejects.toThrow(
    'holds val and valid, and both would be the validation split',
  );
});

test('one tree of classes, one of them called train, is all in train', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'train/1.png': red, 'bus/1.png': blue, 'bus/old/2.png': blue });
  const dataset = await openImageFolder(folder);
  expect(dataset.oneTree).toBe(true);
  expect(dataset.classes).toEqual(['bus', 'train']);
  expect((await readAll(dataset.splits.train)).labels).toEqual([0, 0, 1]);
});

test('classes are in natural order', async () => {
  const folder = await temporaryFolder();
  const files = ['10', '9', '1', '2'].map((name) => [`${name}/a.png`, red]);
  await writeFiles(folder, Object.fromEntries(files));
  expect((await openImageFolder(folder)).classes).toEqual(['1', '2', '9', '10']);
});

test('what is no image is counted, what claims to be one is refused by name', async () => {
  const folder = await pets({
    'train/cat/notes.txt': 'x',
    'train/cat/.hidden.png': red,
    'train/photo.png': red,
    'labels.csv': 'x',
    'train/dog/no-extension': blue,
    'train/dog/png.jpg': blue,
  });
  const dataset = await openImageFolder(folder);
  expect(dataset.splits.train.samples).toBe(6);
  expect(texts(dataset).slice(1)).toEqual([
    '1 image of another format than the name says, read as what the first bytes say: train/dog/png.jpg (PNG).',
    'labels.csv lies beside the splits and is left out.',
    'train/cat/.hidden.png is hidden or was left behind by a system and is left out.',
    'train/cat/notes.txt is no image and is left out.',
    'train/photo.png is an image outside of the classes’ folders and is left out.',
  ]);
  await writeFile(join(folder, 'train/dog/page.jpg'), '<!doctype html>');
  await expect(openImageFolder(folder)).rejects.toMatchObject({
    code: 'corrupt',
    message: `${folder}: 1 of 9 files cannot be read as images: train/dog/page.jpg is an HTML page; mend or remove them, or set dataset.unreadable to leave-out`,
  });
});

test('the first ten broken files are named, wherever they are, and the rest counted', async () => {
  const cut = (await noiseJpeg({ height: 4, width: 6 })).subarray(0, -40);
  const names = Array.from({ length: 12 }, (_, index) => `${10 + index}.jpg`);
  const files = names.map((name, index) => [`${index < 6 ? 'train' : 'test'}/dog/${name}`, cut]);
  const folder = await pets(Object.fromEntries(files));
  const dataset = await openImageFolder(folder);
  const message =
    /12 of 18 files cannot .*: test\/dog\/16.jpg is a damaged .*test\/dog\/21.jpg .*train\/dog\/13.jpg .* and 2 more;/;
  await expect(readAll(dataset.splits.train)).rejects.toThrow(message);
  const rest = await openImageFolder(folder, { leaveOutUnreadable: true });
  expect(rest.splits.train.samples).toBe(4);
  expect(texts(rest)[1]).toMatch(
    /^Left out because they cannot be read as images, 12 of 18 files: /,
  );
  expect((await readAll(rest.splits.test!)).labels).toEqual([0, 1]);
});

test('broken headers and broken bodies are named in one error', async () => {
  const folder = await pets({
    'train/cat/empty.png': '',
    'train/dog/cut.jpg': (await noiseJpeg({ height: 4, width: 6 })).subarray(0, -40),
  });
  await expect(openImageFolder(folder)).rejects.toThrow(
    'train/cat/empty.png is an empty file, train/dog/cut.jpg is a damaged or cut-off JPEG file',
  );
});

test('classes without images are refused by name, or left out', async () => {
  const folder = await pets({ 'train/wolf/notes.txt': 'none yet' });
  await expect(openImageFolder(folder)).rejects.toThrow('the class "wolf" has no training image');
  const dataset = await openImageFolder(folder, { leaveOutEmptyClasses: true });
  expect(dataset.classes).toEqual(['cat', 'dog']);
  expect(texts(dataset)).toContain('1 class without training images is left out: "wolf".');
});

test('classes must be two, and those of test must be in train', async () => {
  const folder = await pets({ 'test/wolf/1.png': red });
  await expect(openImageFolder(folder)).rejects.toThrow(
    'the class "wolf" is in test and not in train',
  );
  await rm(join(folder, 'test'), { recursive: true });
  await rm(join(folder, 'train/dog'), { recursive: true });
  await expect(openImageFolder(folder)).rejects.toThrow('holds the single class "cat" to train on');
});

test('a class that test does not have is said', async () => {
  const folder = await pets();
  await rm(join(folder, 'test/dog'), { recursive: true });
  expect(texts(await openImageFolder(folder))).toContain('The class "dog" has no image in test.');
});

test('names in two normal forms of Unicode are one class over splits, and two within train', async () => {
  const [nfc, nfd] = ['café'.normalize('NFC'), 'café'.normalize('NFD')];
  const folder = await pets({ [`train/${nfc}/1.png`]: red, [`test/${nfd}/1.png`]: red });
  const one = await openImageFolder(folder);
  expect(one.classes).toEqual([nfc, 'cat', 'dog'].sort());
  expect(one.splits.test!.samples).toBe(3);
  expect(texts(one).join()).toContain('is another normal form of Unicode');
  await writeFiles(folder, { [`train/${nfd}/1.png`]: red });
  const two = await openImageFolder(folder);
  expect(two.classes).toHaveLength(4);
  expect(texts(two).join()).toContain(`2 classes look alike, "${two.classes[0]}"`);
});

test.runIf(process.platform === 'linux')('a name that is not UTF-8 is read and said', async () => {
  const folder = await pets();
  const name = Buffer.from('train/cat/latin-\xe9\n.png', 'latin1');
  await rename(join(folder, 'train/cat/2.png'), Buffer.concat([Buffer.from(`${folder}/`), name]));
  const dataset = await openImageFolder(folder);
  expect(dataset.splits.train.samples).toBe(4);
  expect(texts(dataset)).toContain(
    '1 image whose name is not UTF-8, read all the same: train/cat/latin-\\xe9\\u000a.png.',
  );
});

test.skipIf(process.platform === 'win32')(
  'links and pipes are named, and shared splits warned of',
  async () => {
    const folder = await pets();
    await rm(join(folder, 'test/dog'), { recursive: true });
    await symlink('../train/dog', join(folder, 'test/dog'));
    await symlink('nothing', join(folder, 'train/dog/gone.png'));
    await symlink('..', join(folder, 'train/dog/loop'));
    execFileSync('mkfifo', [join(folder, 'train/dog/pipe.png')]);
    const dataset = await openImageFolder(folder);
    expect(dataset.splits.test!.samples).toBe(3);
    expect(texts(dataset).slice(1)).toEqual([
      '2 files or folders are links that lead nowhere and are left out: train/dog/gone.png, test/dog/gone.png.',
      '2 files or folders are links to folders that hold them or are read already and are left out: train/dog/loop, test/dog/loop.',
      '2 files or folders are pipes, sockets or devices and are left out: train/dog/pipe.png, test/dog/pipe.png.',
      'The same images are in two splits, because of links: test/dog is train/dog.',
    ]);
  },
);

test('size and channels are learnt from train alone, and what they change is said', async () => {
  const grey = (size: number) =>
    imageOf(new Uint8Array(size * size).fill(9), { height: size, width: size }).then((image) =>
      image.toColourspace('b-w').png().toBuffer(),
    );
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    'train/a/1.png': await grey(8),
    'train/a/2.png': await grey(8),
    'train/b/1.png': await grey(20),
    'test/b/1.png': red,
  });
  const dataset = await openImageFolder(folder);
  expect(dataset.sample.shape).toEqual([8, 8, 1]);
  expect(dataset.preparation).toEqual({
    kind: 'images',
    size: { height: 8, width: 8 },
    fit: 'crop',
    channels: 1,
    background: [255, 255, 255],
  });
  expect(texts(dataset).slice(2)).toEqual([
    '1 image: colours made grey, as all training images are.',
    '2 images of 4 (all: 4 × 6 to 20 × 20) scaled to cover 8 × 8, the usual size in training (setting: preparation.size), bilinear, and cropped at the centre.',
  ]);
  const chosen = await openImageFolder(folder, { size: { height: 3, width: 5 } });
  expect(chosen.sample.shape).toEqual([3, 5, 1]);
  for (const [resize, words] of [
    [
      'pad',
      'scaled to lie within 8 × 8, the usual size in training (setting: preparation.size), bilinear, and padded with the colour 255, 255, 255.',
    ],
    [
      'stretch',
      'stretched to 8 × 8, the usual size in training (setting: preparation.size), bilinear.',
    ],
  ] as const) {
    const other = await openImageFolder(folder, { resize });
    expect(other.preparation.fit).toBe(resize);
    expect(texts(other).at(-1)).toBe(`2 images of 4 (all: 4 × 6 to 20 × 20) ${words}`);
  }
});

test('a file that is changed while the dataset is read is named', async () => {
  const folder = await pets();
  const changes = [
    (path: string) => utimes(path, 0, 0),
    (path: string) => truncate(path, 60),
    (path: string) => rm(path),
  ];
  for (const change of changes) {
    const dataset = await openImageFolder(folder);
    await change(join(folder, 'train/dog/2.png'));
    await expect(readAll(dataset.splits.train)).rejects.toThrow(/train\/dog\/2.png/);
    await writeFile(join(folder, 'train/dog/2.png'), blue);
  }
});

test('progress counts every file once, and reading ends when it is cancelled', async () => {
  const folder = await pets();
  const progress: ImageProgress[] = [];
  const onProgress = (each: ImageProgress): void => void progress.push(each);
  const dataset = await openImageFolder(folder, { onProgress });
  await readAll(dataset.splits.train);
  const done = (stage: string) =>
    progress.filter((each) => each.stage === stage).map(({ done, total }) => `${done}/${total}`);
  expect(done('inspect')).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  expect(done('decode')).toEqual(['1/4', '2/4', '3/4', '4/4']);
  const cancelled = { code: 'cancelled', message: `the reading of ${folder} was cancelled` };
  const signal = AbortSignal.abort();
  await expect(openImageFolder(folder, { signal })).rejects.toMatchObject(cancelled);
  const reading = dataset.splits.train.read(signal)[Symbol.asyncIterator]();
  await expect(reading.next()).rejects.toMatchObject(cancelled);
});

test.each([
  ['', 'there is no '],
  ['train/cat/1.png', '1.png is a file'],
  ['train/cat', 'holds no folders; images lie in one folder for each class'],
])('a wrong path is answered with what is there: %s', async (path, message) => {
  const folder = path === '' ? '/nowhere/at/all' : join(await pets(), path);
  await expect(openImageFolder(folder)).rejects.toMatchObject({
    code: 'missing',
    message: expect.stringContaining(message),
  });
});

test('splits without folders of classes are not taken for classes', async () => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'train/cat.1.png': red, 'test/1.png': red });
  await expect(openImageFolder(folder)).rejects.toThrow(
    'test and train hold no folders of classes',
  );
  await rm(join(folder, 'train'), { recursive: true });
  await writeFiles(folder, { 'test/cat/1.png': red });
  await expect(openImageFolder(folder)).rejects.toThrow('holds test and no folder train');
});

test('nothing is learnt of images that are drawn for another split', async () => {
  const small = await plainPng([255, 0, 0], { height: 2, width: 2 });
  const large = await plainPng([0, 0, 255], { height: 9, width: 9 });
  const shares = { test: 0.5, validation: 0, seed: 1 };
  const names = ['1', '2', '3', '4', '5', '6'];
  const draw = new SplitDraw(shares);
  const drawn = names.map((name) => [name, draw.next('a')] as const);
  const folder = await temporaryFolder();
  for (const [name, part] of drawn) {
    await writeFiles(folder, { [`a/${name}.png`]: part === 'test' ? large : small });
  }
  await writeFiles(folder, { 'b/1.png': small });
  expect(new Set(drawn.map(([, part]) => part))).toEqual(new Set(['train', 'test']));
  expect((await openImageFolder(folder, { shares })).sample.shape).toEqual([2, 2, 3]);
  expect((await openImageFolder(folder, { shares: { ...shares, test: 0 } })).findings).toHaveLength(
    2,
  );
});
