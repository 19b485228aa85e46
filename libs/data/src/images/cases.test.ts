/** What users bring: the folders of images that `datasets.py` in CHORUS_CASES_DIR makes. */
import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, type TestContext } from 'vitest';
import { readAll } from '../testing/image-files.ts';
import { runPython } from '../testing/run-python.ts';
import { openImageFolder } from './open-image-folder.ts';

const casesDir = process.env['CHORUS_CASES_DIR'];
let made: string | undefined;

afterAll(async () => {
  if (made) await rm(made, { recursive: true });
});

/** The folder with the cases; the first test that needs them makes them. */
async function madeCases(context: TestContext): Promise<string> {
  if (!casesDir) return context.skip('CHORUS_CASES_DIR is not set');
  if (made) return made;
  const folder = await mkdtemp(join(tmpdir(), 'chorus-cases-'));
  made = folder;
  await runPython(context, { file: join(casesDir, 'datasets.py') }, folder);
  return folder;
}

function testCases<Case extends readonly [string, ...unknown[]]>(
  claim: string,
  cases: readonly Case[],
  body: (folder: string, expected: Case) => Promise<void>,
): void {
  for (const each of cases) {
    test(
      `${each[0]}: ${claim}`,
      async (context) => body(join(await madeCases(context), each[0]), each),
      PYTHON_SETUP_TIMEOUT_MS,
    );
  }
}

const PETS = ['cat', 'dog', 'owl'];
const NUMBERS = Array.from({ length: 12 }, (_, index) => `${index + 1}`);

testCases(
  'is read, and what is odd is said',
  [
    ['D00-plain', PETS, 36, 12, ''],
    ['D01-hidden', PETS, 36, 12, '16 files or folders are hidden'],
    ['D01-hidden', PETS, 36, 12, '4 files or folders are no images'],
    ['D03-class-missing-in-test', PETS, 36, 8, 'The class "cat" has no image in test'],
    ['D07-exif', PETS, 37, 12, '1 image: turned or mirrored'],
    ['D08-16-bit', PETS, 54, 12, '18 images: 16 bits a value scaled to 8 (divided by 257)'],
    ['D09-cmyk', PETS, 54, 12, '18 images: CMYK converted to RGB'],
    ['D10-gray', PETS, 54, 12, '18 images: grey made RGB'],
    ['D10-gray-alpha', PETS, 54, 12, 'laid over the colour 255, 255, 255'],
    ['D10-rgba', PETS, 54, 12, 'laid over the colour 255, 255, 255'],
    ['D10-palette', PETS, 55, 12, '19 images: a palette replaced by its colours'],
    ['D11-upper-case', PETS, 39, 15, ''],
    ['D13-links', ['cat', 'dog', 'linked', 'owl'], 48, 12, 'train/dog/dangling.png is a link'],
    ['D13-links', ['cat', 'dog', 'linked', 'owl'], 48, 12, 'train/cat/loop, train/self'],
    ['D13-links', ['cat', 'dog', 'linked', 'owl'], 48, 12, 'train/dog/pipe.png is a pipe'],
    ['D15-numeric-classes', NUMBERS, 48, 48, ''],
  ] as const,
  async (folder, [, classes, train, test, said]) => {
    const dataset = await openImageFolder(folder);
    expect(dataset.classes).toEqual(classes);
    expect(dataset.sample.shape).toEqual([32, 32, 3]);
    expect((await readAll(dataset.splits.train)).labels).toHaveLength(train);
    expect((await readAll(dataset.splits.test!)).labels).toHaveLength(test);
    expect(dataset.findings.map(({ text }) => text).join('\n')).toContain(said);
  },
);

testCases(
  'is refused by name',
  [
    ['D02-empty-class', /the class "wolf" has no training image/],
    ['D03-class-only-in-test', /the class "wolf" is in test and not in train/],
    ['D04-one-class', /two classes or more/],
    ['D05-lying-extension', /1 of 53 files .* train\/cat\/is-html.jpg is an HTML page/],
    [
      'D06-broken',
      /6 of 56 .*21-bytes-oom.jpg.*bad-crc.png.*empty.jpg.*truncated.jpg.*truncated.png.*zeros.png/,
    ],
    [
      'D14-huge',
      /bomb-30000x30000.png has 30000 × 30000 pixels, more than the limit of 100,000,000/,
    ],
  ] as const,
  async (folder, [, message]) => {
    await expect(openImageFolder(folder)).rejects.toThrow(message);
  },
);

testCases(
  'is read without what the user lets go',
  [
    ['D02-empty-class', 36],
    ['D05-lying-extension', 40],
    ['D06-broken', 38],
    ['D14-huge', 38],
  ] as const,
  async (folder, [, samples]) => {
    const options = { leaveOutUnreadable: true, leaveOutEmptyClasses: true };
    const dataset = await openImageFolder(folder, options);
    expect((await readAll(dataset.splits.train)).labels).toHaveLength(samples);
    expect(dataset.findings.map(({ kind }) => kind)).toContain('left-out');
  },
);

testCases(
  'is read when the limit is raised, without much memory',
  [['D14-huge']] as const,
  async (folder) => {
    const dataset = await openImageFolder(folder, { pixelLimit: 1e9 });
    expect((await readAll(dataset.splits.train)).labels).toHaveLength(39);
    expect(process.memoryUsage().rss).toBeLessThan(1e9);
  },
);

testCases('has any names', [['D12-names']] as const, async (folder) => {
  const dataset = await openImageFolder(folder);
  const cafe = ['café'.normalize('NFD'), 'café'.normalize('NFC')];
  const others = ['it\'s "quoted"', 'tab\\u0009here', 'Ünïcode 猫'];
  expect(dataset.classes).toEqual(['-rf', ...cafe, ...others]);
  expect(dataset.splits.train.samples).toBe(59);
  const texts = dataset.findings.map(({ text }) => text).join('\n');
  expect(texts).toContain('train/-rf/latin-\\xe9.png');
  expect(texts).toContain(`2 classes look alike, "${cafe[0]}"`);
});

testCases('is turned', [['D07-exif']] as const, async (folder) => {
  const dataset = await openImageFolder(folder, { size: { height: 40, width: 20 } });
  const { values } = await readAll(dataset.splits.train);
  const first = 12 * 40 * 20 * 3; // orientation.jpg comes after 000.png to 011.png.
  const [red, , blue] = values.slice(first, first + 3);
  expect(red).toBeGreaterThan(250);
  expect(blue).toBeLessThan(5);
});
