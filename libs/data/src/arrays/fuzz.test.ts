import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { DatasetError } from '../dataset-error.ts';
import { SeededRandom } from '../random.ts';
import { mutate } from '../testing/mutate.ts';
import { npyBytes } from '../testing/npy-bytes.ts';
import { bytesOfArray, elementsOf } from '../testing/read-array.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { zipBytes } from '../testing/zip-bytes.ts';
import type { ArrayFile } from './array-file.ts';
import { LARGEST_INFLATION } from './byte-source.ts';
import { NpzFile } from './npz.ts';
import { openArray } from './open-array.ts';

const SEED = Number(process.env['CHORUS_FUZZ_SEED'] ?? 1);
const MUTANTS = 250;
/** What a stream of Node reads from a file at once. */
const READ_STREAM_BYTES = 64 * 1024;

const data = Buffer.from(Uint8Array.from({ length: 240 }, (_, index) => (index * 37) % 251));
const bytes3 = npyBytes({ descr: `'|u1'`, shape: '(15, 4, 4)', data });
const columns = npyBytes({
  descr: `'>f4'`,
  shape: '(12, 5)',
  data,
  fortranOrder: true,
  version: 2,
});
const halves = npyBytes({ descr: `'<f2'`, shape: '(120,)', data, version: 3 });
const integers = npyBytes({ descr: `'<i8'`, shape: '(30, 1)', data });
const codePoints = new Uint8Array(
  Uint32Array.from('catdogowl'.repeat(4), (c) => c.codePointAt(0)!).buffer,
);
const texts = npyBytes({ descr: `'<U3'`, shape: '(12,)', data: codePoints });
const members = { 'x.npy': bytes3, 'y.npy': integers };
const idx = Buffer.concat([Buffer.from([0, 0, 8, 3, 0, 0, 0, 15, 0, 0, 0, 4, 0, 0, 0, 4]), data]);

const FILES: Record<string, Buffer> = {
  'u1.npy': bytes3,
  'f4-columns.npy': columns,
  'f2.npy': halves,
  'i8.npy': integers,
  'texts.npy': texts,
  'stored.npz': zipBytes(members),
  'packed.npz': zipBytes(members, { deflate: true }),
  'images-idx3-ubyte': idx,
  'images-idx3-ubyte.gz': gzipSync(idx),
};

describe(`mutated files, seed ${SEED} (CHORUS_FUZZ_SEED takes another)`, () => {
  test.each(Object.keys(FILES))(
    '%s: an error of DatasetError in one line, or values',
    async (name) => {
      const path = join(await temporaryFolder(), name);
      const outcomes = { errors: 0, values: 0 };
      for (const mutant of mutantsOf(name)) {
        await writeFile(path, mutant);
        outcomes[await readWithinBounds(path, mutant)]++;
      }
      expect(outcomes.errors).toBeGreaterThan(MUTANTS / 10);
      if (name.endsWith('npy')) expect(outcomes.values).toBeGreaterThan(MUTANTS / 40);
    },
  );

  test(
    'what is read without an error is what NumPy reads',
    async (context) => {
      const folder = await temporaryFolder();
      for (const name of Object.keys(FILES)) {
        await writeFile(join(folder, `whole-${name}`), FILES[name]!);
        let number = 0;
        for (const mutant of mutantsOf(name)) {
          await writeFile(join(folder, `${number++}-${name}`), mutant);
        }
      }
      const printed = await runPython(context, READ_WITH_NUMPY, folder);
      const numpy = JSON.parse(printed) as Record<string, Digests | null>;
      let compared = 0;
      for (const [file, read] of Object.entries(numpy)) {
        const ours = await digestsOf(join(folder, file)).catch(() => undefined);
        if (ours === undefined) continue;
        // Of a zip's double facts, and behind gzip's end, Python looks at more; what is read has its checksum.
        const whole = /\.(npz|gz)$/.test(file) ? numpy[file.replace(/^\w+/, 'whole')] : null;
        for (const key of Object.keys(ours)) {
          expect(ours[key], file).toEqual((read ?? whole)?.[key]);
        }
        compared++;
      }
      expect(compared).toBeGreaterThan(MUTANTS / 4);
    },
    PYTHON_SETUP_TIMEOUT_MS,
  );
});

function* mutantsOf(name: string): Generator<Buffer> {
  const random = SeededRandom.from(SEED, 'mutants', name);
  for (let count = 0; count < MUTANTS; count++) yield mutate(FILES[name]!, random);
}

/** Reads all there is; no buffer may be larger than what the file can hold. */
async function readWithinBounds(path: string, mutant: Buffer): Promise<'errors' | 'values'> {
  const allocations = vi.spyOn(Buffer, 'allocUnsafeSlow');
  try {
    await usingArrays(path, elementsOf);
    return 'values';
  } catch (reason) {
    expect(reason, mutant.toString('base64')).toBeInstanceOf(DatasetError);
    expect((reason as Error).message).not.toMatch(/\n/);
    return 'errors';
  } finally {
    const packed = /\.(gz|npz)$/.test(path);
    const limit = packed
      ? Math.max(READ_STREAM_BYTES, mutant.length * LARGEST_INFLATION)
      : mutant.length;
    for (const [size] of allocations.mock.calls) expect(size).toBeLessThanOrEqual(limit);
    allocations.mockRestore();
  }
}

/** Type, shape and SHA-256 of the values, by the array's name. */
type Digests = Record<
  string,
  { readonly type: string; readonly shape: readonly number[]; readonly sha256: string }
>;

async function digestsOf(path: string): Promise<Digests> {
  const digests: Digests = {};
  await usingArrays(path, async (array, key) => {
    const { type, shape } = array;
    const values =
      type === 'text' ? JSON.stringify(await elementsOf(array)) : await bytesOfArray(array);
    digests[key] = { type, shape, sha256: hash('sha256', values) };
  });
  return digests;
}

async function usingArrays(
  path: string,
  use: (array: ArrayFile, key: string) => Promise<unknown>,
): Promise<void> {
  if (!path.endsWith('.npz')) {
    const array = await openArray(path);
    return await use(array, '').then(
      () => array.close(),
      async (reason: unknown) => {
        await array.close();
        throw reason;
      },
    );
  }
  const npz = await NpzFile.open(path);
  try {
    for (const key of npz.keys) await use(await npz.array(key), key);
  } finally {
    npz.close();
  }
}

/** Prints the digests of each file that NumPy can read; `null` for the others. */
const READ_WITH_NUMPY = `
import gzip, hashlib, json, os, struct, sys, warnings
import numpy as np
warnings.simplefilter('ignore')
def digest(array):
    if array.dtype.kind == 'b':
        array = array.view(np.uint8) != 0
    if array.dtype.kind in 'US':
        texts = [t.decode() if isinstance(t, bytes) else t for t in array.ravel().tolist()]
        values, name = json.dumps(texts, ensure_ascii=False, separators=(',', ':')).encode(), 'text'
    else:
        native = np.ascontiguousarray(array.astype(array.dtype.newbyteorder('=')))
        name = native.dtype.name
        values = (native.astype(np.float32) if name == 'float16' else native).tobytes()
    return dict(type=name, shape=list(array.shape), sha256=hashlib.sha256(values).hexdigest())
def load_idx(path):
    data = open(path, 'rb').read()
    data = gzip.decompress(data) if path.endswith('.gz') else data
    zeros, kind, axes = struct.unpack('>HBB', data[:4])
    types = {8: 'u1', 9: 'i1', 11: '>i2', 12: '>i4', 13: '>f4', 14: '>f8'}
    shape = struct.unpack(f'>{axes}I', data[4:4 + 4 * axes])
    assert zeros == 0
    return np.frombuffer(data, types[kind], offset=4 + 4 * axes).reshape(shape)
results = {}
for file in sorted(os.listdir(sys.argv[1])):
    try:
        path = f'{sys.argv[1]}/{file}'
        loaded = np.load(path) if '.np' in file else load_idx(path)
        arrays = loaded if file.endswith('.npz') else {'': loaded}
        results[file] = {key: digest(arrays[key]) for key in arrays if isinstance(arrays[key], np.ndarray)}
    except Exception:
        results[file] = None
print(json.dumps(results))
`;
