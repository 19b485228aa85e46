import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { bytesOfArray, elementsOf } from '../testing/read-array.ts';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { NpzFile } from './npz.ts';
import { openArray } from './open-array.ts';

/** Writes a file for each type, order and version, and prints what NumPy itself reads from it. */
const WRITE_NUMBERS = `
import gzip, hashlib, json, sys
import numpy as np
folder = sys.argv[1]
random = np.random.default_rng(7)
written = []
def values_of(array):
    native = array.astype(array.dtype.newbyteorder('='))
    native = native.astype(np.float32) if native.dtype == np.float16 else native
    return hashlib.sha256(native.tobytes()).hexdigest()
for name in 'bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64'.split():
    for shape in ((7,), (5, 3), (3, 4, 2, 5), (1, 6), (0, 3)):
        for order in '<>':
            for axes in 'CF':
                size = int(np.prod(shape)) * np.dtype(name).itemsize
                bits = random.integers(0, 2 if name == 'bool' else 256, size, np.uint8)
                array = np.asarray(bits.view(np.dtype(name).newbyteorder(order)).reshape(shape), order=axes)
                file = f'{folder}/{len(written)}.npy'
                with open(file, 'wb') as out:
                    np.lib.format.write_array(out, array, version=(len(written) % 3 + 1, 0))
                written.append(dict(file=file, type=name, shape=shape, sha256=values_of(np.load(file))))
with open(written[9]['file'], 'rb') as plain, gzip.open(f'{folder}/packed', 'wb') as packed:
    packed.write(plain.read())
written.append(written[9] | dict(file=f'{folder}/packed'))
print(json.dumps(written))
`;

interface Written {
  readonly file: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

test(
  'numbers of every type, order of bytes and of axes are what NumPy reads, bit by bit',
  async (context) => {
    const written = await fromPython<Written[]>(context, WRITE_NUMBERS, await temporaryFolder());
    expect(written).toHaveLength(12 * 5 * 2 * 2 + 1);
    for (const { file, sha256, ...expected } of written) {
      const array = await openArray(file);
      expect({ type: array.type, shape: array.shape }, file).toEqual(expected);
      expect(hash('sha256', await bytesOfArray(array)), `${file} ${JSON.stringify(expected)}`).toBe(
        sha256,
      );
      await array.close();
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

const WRITE_TEXTS = `
import json, sys
import numpy as np
folder = sys.argv[1]
texts = np.array(['cat', '', 'Zürich 猫 🐈', 'a\\0b', ' '])
for name, array in dict(little=texts.astype('<U'), big=texts.astype('>U12'), columns=np.asfortranarray(texts.reshape(5, 1)),
                        bytes=np.array([t.encode() for t in texts]), table=np.asfortranarray(texts[:4].reshape(2, 2))).items():
    np.save(f'{folder}/{name}.npy', array)
print(json.dumps(texts.tolist()))
`;

test(
  'texts of code points and of bytes are what NumPy reads',
  async (context) => {
    const folder = await temporaryFolder();
    const texts = await fromPython<string[]>(context, WRITE_TEXTS, folder);
    for (const name of ['little', 'big', 'columns', 'bytes', 'table']) {
      const array = await openArray(join(folder, `${name}.npy`));
      expect(array.type).toBe('text');
      expect(await elementsOf(array), name).toEqual(name === 'table' ? texts.slice(0, 4) : texts);
      await array.close();
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

const WRITE_NPZ = `
import hashlib, json, sys
import numpy as np
folder = sys.argv[1]
random = np.random.default_rng(8)
arrays = dict(x_train=random.integers(0, 256, (300, 32, 32, 3), np.uint8), y_train=np.arange(300),
              columns=np.asfortranarray(random.normal(size=(40, 5, 6))))
np.savez(f'{folder}/stored.npz', **arrays)
np.savez_compressed(f'{folder}/packed.npz', **arrays)
print(json.dumps({key: hashlib.sha256(array.tobytes()).hexdigest() for key, array in arrays.items()}))
`;

test(
  'the arrays of NPZ files, stored and compressed, are what NumPy wrote',
  async (context) => {
    const folder = await temporaryFolder();
    const written = await fromPython<Record<string, string>>(context, WRITE_NPZ, folder);
    for (const name of ['stored.npz', 'packed.npz']) {
      const npz = await NpzFile.open(join(folder, name));
      expect(npz.keys).toEqual(Object.keys(written));
      for (const key of npz.keys) {
        const bytes = await bytesOfArray(await npz.array(key));
        expect(hash('sha256', bytes), `${name} ${key}`).toBe(written[key]);
      }
      npz.close();
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

async function fromPython<Result>(
  context: TestContext,
  program: string,
  folder: string,
): Promise<Result> {
  return JSON.parse(await runPython(context, program, folder)) as Result;
}
