import { PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runPython } from '../testing/run-python.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { ImagePreparation } from './image-preparation.ts';
import { readImage } from './read-image.ts';

/** Writes files of every kind, and beside each the values that Pillow reads from it, in RGB over white. */
const WRITE_IMAGES = `
import json, struct, sys
import numpy as np
from PIL import Image, ImageOps
folder = sys.argv[1]
random = np.random.default_rng(5)
rgba = random.integers(0, 256, (17, 23, 4), dtype=np.uint8)
rgb, la, grey = (np.ascontiguousarray(rgba[..., :k]) for k in (3, 2, 1))
modes = dict(RGBA=Image.fromarray(rgba, 'RGBA'), RGB=Image.fromarray(rgb), LA=Image.fromarray(la, 'LA'), L=Image.fromarray(grey[..., 0]),
    CMYK=Image.fromarray(rgba, 'CMYK'))
modes['1'] = modes['L'].convert('1')
modes['P'] = modes['RGB'].convert('P', palette=Image.Palette.ADAPTIVE, colors=16)
modes['I;16'] = Image.fromarray(random.integers(0, 65536, (17, 23)).astype(np.uint16))
written = []
def expected(path):
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode.startswith('I'):
        image = Image.fromarray(np.round(np.asarray(image) / 257).astype(np.uint8))
    if image.mode in ('RGBA', 'LA') or 'transparency' in image.info:
        image = Image.alpha_composite(Image.new('RGBA', image.size, 'white'), image.convert('RGBA'))
    return np.asarray(image.convert('RGB'))
def write(name, save):
    save(f'{folder}/{name}')
    values = expected(f'{folder}/{name}')
    values.tofile(f'{folder}/{name}.values')
    written.append(dict(name=name, height=values.shape[0], width=values.shape[1]))
for extension, names in dict(png='RGBA RGB LA L 1 P I;16', bmp='RGBA RGB L 1 P', tiff='RGBA RGB LA L 1 P CMYK I;16', gif='RGB L P',
                             jpg='RGB L CMYK', webp='RGBA RGB').items():
    for name in names.split():
        options = dict(lossless=True) if extension == 'webp' else {}
        write(f'{name}.{extension}', lambda path: modes[name].save(path, **options))
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    write(f'{orientation}.jpg', lambda path: modes['RGB'].save(path, exif=exif))
write('progressive.jpg', lambda path: modes['RGB'].save(path, progressive=True))
write('frames.gif', lambda path: modes['RGB'].save(path, save_all=True, append_images=[modes['RGB'].rotate(90)]))
def bitmap(path, bits, packing, rows, palette=b'', masks=b'', height=17):
    offset = 54 + len(masks) + len(palette)
    head = struct.pack('<2sIHHI', b'BM', offset + len(rows), 0, 0, offset)
    head += struct.pack('<IiiHHIIiiII', 40, 23, height, 1, bits, packing, len(rows), 0, 0, len(palette) // 4, 0)
    open(path, 'wb').write(head + masks + palette + rows)
palette = random.integers(0, 256, (16, 4), dtype=np.uint8).tobytes()
data = random.integers(0, 256, 17 * 92, dtype=np.uint8).tobytes()
write('4-bits.bmp', lambda path: bitmap(path, 4, 0, data[:17 * 12], palette))
write('555.bmp', lambda path: bitmap(path, 16, 0, data[:17 * 48]))
write('565.bmp', lambda path: bitmap(path, 16, 3, data[:17 * 48], masks=struct.pack('<III', 0xf800, 0x7e0, 0x1f)))
write('32-bits.bmp', lambda path: bitmap(path, 32, 0, data))
write('top-down.bmp', lambda path: bitmap(path, 24, 0, data[:17 * 72], height=-17))
print(json.dumps(written))
`;

test(
  'images of every format and kind have the values that Pillow reads',
  async (context) => {
    const folder = await temporaryFolder();
    const written = JSON.parse(await runPython(context, WRITE_IMAGES, folder)) as {
      readonly name: string;
      readonly height: number;
      readonly width: number;
    }[];
    expect(written).toHaveLength(43);
    for (const { name, ...size } of written) {
      const preparation: ImagePreparation = {
        ...{ kind: 'images', size, fit: 'crop' },
        ...{ channels: 3, background: [255, 255, 255] },
      };
      const values = await readImage(await readFile(join(folder, name)), preparation);
      const expected = await readFile(join(folder, `${name}.values`));
      expect(values.length, name).toBe(expected.length);
      const furthest = values.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - expected[index]!)),
        0,
      );
      // Decoders of JPEG may round differently; all else is exact.
      expect(furthest, name).toBeLessThanOrEqual(name.endsWith('.jpg') ? 2 : 0);
    }
  },
  PYTHON_SETUP_TIMEOUT_MS,
);
