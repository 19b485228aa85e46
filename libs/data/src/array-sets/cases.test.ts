import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RawSplit } from '../sources/raw-dataset.ts';
import { textsOf } from '../testing/finding-texts.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openArrayDataset, type ArrayDatasetOptions } from './open-array-dataset.ts';

const casesDir = process.env['CHORUS_CASES_DIR'];

/** The samples as NumPy reads those of the case that everything is a variant of. */
const PLAIN_SAMPLES = `
import hashlib, json, sys
import numpy as np
x = np.load(sys.argv[1] + '/D16-labels-from-1/x_train.npy')
def digest(array): return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
print(json.dumps(dict(plain=digest(x), float32=digest(x.astype(np.float32)), unit=digest((x / 255).astype(np.float32)),
    bool=digest((x > 127).astype(np.uint8)), gray=digest(x[..., 0]))))
`;

const LABELS = Array.from({ length: 60 }, (_, index) => index % 3);
const IMAGE = { shape: [32, 32, 3], type: 'uint8' };
const RGB_NOTE = /x_train\.npy holds pictures 32 high, 32 wide, 3 channels\.$/;

interface Read {
  readonly classes: readonly string[];
  /** What the findings say, among more. */
  readonly notes: readonly RegExp[];
  readonly warnings: readonly RegExp[];
  readonly sample: object;
  readonly samples: 'plain' | 'float32' | 'unit' | 'bool' | 'gray';
}

const numbered = (notes: Read['notes'], change: Partial<Read> = {}): Read => ({
  classes: ['0', '1', '2'],
  sample: IMAGE,
  samples: 'plain',
  notes,
  warnings: [],
  ...change,
});

const MAP =
  /The labels 0 to 2 of .*(y_train|train_labels|train-labels).* are the classes 0 to 2\.$/;
const FLOAT = { ...IMAGE, type: 'float32' };
const GRAY = { ...IMAGE, shape: [32, 32, 1] };

const READ: Record<string, Read> = {
  'D16-labels-from-1': numbered(
    [/The labels 1 to 3 of .*y_train\.npy are the classes 0 to 2\.$/, RGB_NOTE],
    {
      classes: ['1', '2', '3'],
    },
  ),
  'D16-labels-strings': numbered([/The labels "cat", "dog" and "owl" of /], {
    classes: ['cat', 'dog', 'owl'],
  }),
  'D16-labels-float': numbered([
    MAP,
    /The labels of .*y_train\.npy are whole numbers, stored as float64\.$/,
  ]),
  'D16-labels-one-hot': numbered([MAP, /one-hot rows of 3 values/]),
  'D16-labels-column': numbered([MAP]),
  'D16-labels-int64-huge': numbered([/The labels 0, 1 and 1152921504606846976 of /], {
    classes: ['0', '1', `${2n ** 60n}`],
  }),
  'D17-fortran': numbered([MAP]),
  'D18-big-endian': numbered([/holds float32 values from \d+ to \d+\.$/], {
    sample: FLOAT,
    warnings: [/have fractions from \d+ to \d+, which are not divided/],
    samples: 'float32',
  }),
  'D19-float-0-1': numbered(
    [/float64 values from 0(\.\d+)? to 1; they are rounded to float32\.$/],
    {
      sample: FLOAT,
      samples: 'unit',
    },
  ),
  'D19-uint16': numbered([/uint16 values .* are divided by 257/]),
  'D19-bool': numbered([/holds truth values \(bool\), which are 0 and 1\.$/], { samples: 'bool' }),
  'D19-no-channel': numbered([/the array has no axis of channels/], {
    sample: GRAY,
    samples: 'gray',
  }),
  'D19-channels-first': numbered([/3 channels, which were the first axis/]),
  'D20-npz/keras-names.npz': numbered([MAP]),
  'D20-npz/medmnist-names.npz': numbered([MAP]),
  'D21-idx': numbered([MAP], { sample: GRAY, samples: 'gray' }),
  'D21-idx-gz': numbered([MAP], { sample: GRAY, samples: 'gray' }),
  'D21-idx-dot-names': numbered([MAP], { sample: GRAY, samples: 'gray' }),
};

const REFUSED: Record<string, RegExp> = {
  'D16-labels-float-broken': /y_train\.npy: the label of sample 0 is 0\.5/,
  'D16-labels-too-few': /y_train\.npy has 59 labels for the 60 samples of .*x_train\.npy/,
  'D19-object': /x_train\.npy holds Python objects.*np\.stack/,
  'D19-nan': /x_train\.npy: NaN at \[3, 4, 5, 0\], infinity at \[7, 0, 0, 1\]; 2 of 184320 values/,
  'D19-sizes-differ':
    /x_test\.npy has samples of \(28, 28, 3\), and .*x_train\.npy of \(32, 32, 3\)/,
  'D19-empty': /x_train\.npy has 0 samples: its shape is \(0, 32, 32, 3\)/,
  'D20-npz/unnamed.npz':
    /unnamed\.npz has no arrays with names .*arr_0, arr_1; .*dataset\.keys.*features: arr_0/,
  'D20-npz/no-test.npz': /its arrays are images, labels; say which is what by dataset\.keys/,
  'D20-npz/truncated.npz': /truncated\.npz is cut off/,
  'D21-idx-truncated':
    /train-images-idx3-ubyte is cut off: .*\(60, 32, 32\) needs 61456 bytes, and there are 61356/,
  'D21-idx-little-endian': /train-images-idx3-ubyte begins with 03 08 00 00.*little-endian/,
};

test(
  'each odd dataset of arrays is read rightly, and what is odd is said; or it is refused by file and place',
  async (context) => {
    if (!casesDir) return context.skip('CHORUS_CASES_DIR is not set: no odd datasets to make');
    const folder = join(await temporaryFolder(), 'cases');
    await runPython(context, { file: join(casesDir, 'datasets.py') }, folder);
    const digests = JSON.parse(await runPython(context, PLAIN_SAMPLES, folder)) as Record<
      string,
      string
    >;
    for (const [name, expected] of Object.entries(READ)) {
      const read = await readCase(join(folder, name));
      const { classes, sample } = expected;
      expect(read, name).toMatchObject({ classes, sample });
      expect(read.digest, name).toBe(digests[expected.samples]);
      expect(read.trainLabels, name).toEqual(LABELS);
      expect(read.warnings, name).toEqual(
        expected.warnings.map((each) => expect.stringMatching(each)),
      );
      for (const note of expected.notes) {
        const found = read.notes.some((said) => note.test(said));
        expect(found, `${name} says ${note}, not ${read.notes.join(' ')}`).toBe(true);
      }
    }
    for (const [name, message] of Object.entries(REFUSED)) {
      await expect(readCase(join(folder, name)), name).rejects.toThrow(message);
    }
    const constant = await readCase(join(folder, 'D19-constant'));
    expect(constant.warnings).toEqual([
      expect.stringMatching(/^Every value of .*x_train\.npy is 7/),
    ]);
    const keys = { train: { features: 'images', labels: 'labels' } };
    const mapped = await readCase(join(folder, 'D20-npz/no-test.npz'), { keys });
    expect(mapped.digest).toBe(digests['plain']);
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

async function readCase(path: string, options?: ArrayDatasetOptions) {
  const dataset = await openArrayDataset(path, options);
  try {
    const { classes, sample, findings, splits } = dataset;
    const digest = hash('sha256', await bytesOf(splits.train));
    for (const split of [splits.validation, splits.test]) if (split) await bytesOf(split);
    return {
      classes,
      sample,
      digest,
      trainLabels: [...splits.train.labels!],
      ...textsOf(findings),
    };
  } finally {
    await dataset.close();
  }
}

async function bytesOf(split: RawSplit): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const { values } of split.read()) {
    parts.push(Buffer.from(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength));
  }
  return Buffer.concat(parts);
}
