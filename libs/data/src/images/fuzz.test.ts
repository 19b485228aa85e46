import { expect, test } from 'vitest';
import { SeededRandom } from '../random.ts';
import { noiseJpeg, plainImage } from '../testing/image-files.ts';
import { mutate } from '../testing/mutate.ts';
import { UnreadableImage } from './image-header.ts';
import type { ImagePreparation } from './image-preparation.ts';
import { readImage } from './read-image.ts';

const SEED = Number(process.env['CHORUS_FUZZ_SEED'] ?? 1);
const MUTANTS = 200;
const PIXEL_LIMIT = 1_000_000;
const PREPARATION: ImagePreparation = {
  kind: 'images',
  size: { height: 9, width: 11 },
  fit: 'crop',
  channels: 3,
  background: [255, 255, 255],
};
const SIZE = { height: 40, width: 50 };

/** 24 bits a pixel; a palette of 16 colours. */
function bitmap(bits: 4 | 24): Buffer {
  const rowBytes = Math.ceil((SIZE.width * bits) / 32) * 4;
  const palette = bits === 4 ? 64 : 0;
  const file = Buffer.alloc(54 + palette + rowBytes * SIZE.height, 0x21);
  file.fill(0, 0, 54).write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54 + palette, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(SIZE.width, 18);
  file.writeInt32LE(SIZE.height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  return file;
}

const KINDS: Readonly<Record<string, () => Promise<Buffer>>> = {
  JPEG: () => noiseJpeg(SIZE),
  PNG: async () => (await plainImage([1, 2, 3, 4], SIZE)).png().toBuffer(),
  GIF: async () => (await plainImage([1, 2, 3], SIZE)).gif().toBuffer(),
  WebP: async () => (await plainImage([1, 2, 3], SIZE)).webp().toBuffer(),
  BMP: () => Promise.resolve(bitmap(24)),
  'BMP with a palette': () => Promise.resolve(bitmap(4)),
};

test.each(Object.keys(KINDS))(
  `${SEED} (CHORUS_FUZZ_SEED): mutants of %s give values or the one error`,
  async (kind) => {
    const file = await KINDS[kind]!();
    expect(await readImage(file, PREPARATION, PIXEL_LIMIT)).toHaveLength(297);
    const random = SeededRandom.from(SEED, 'mutants', kind);
    let errors = 0;
    for (let mutant = 0; mutant < MUTANTS; mutant++) {
      const mutated = mutate(file, random);
      const outcome = await readImage(mutated, PREPARATION, PIXEL_LIMIT).catch(
        (reason: unknown) => reason,
      );
      if (outcome instanceof Uint8Array) expect(outcome).toHaveLength(297);
      else expect(outcome, mutated.toString('base64')).toBeInstanceOf(UnreadableImage);
      if (!(outcome instanceof Uint8Array)) errors++;
    }
    expect(errors).toBeGreaterThan(MUTANTS / 20);
  },
  60_000,
);
