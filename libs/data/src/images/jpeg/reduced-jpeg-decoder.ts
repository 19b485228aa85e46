import type { Pixels } from '../pixels.ts';
import { BlockReader } from './block-reader.ts';
import type { JpegComponent, JpegStructure } from './jpeg-structure.ts';
import { ReducedTransform } from './reduced-transform.ts';

/** By how much a JPEG file's image can be reduced while it is decoded, in each direction. */
export const REDUCTIONS = [8, 4, 2] as const;

/** One of {@link REDUCTIONS}. */
export type Reduction = (typeof REDUCTIONS)[number];

const BLOCK = 8;
const MIDDLE = 128;
const END_OF_IMAGE = 0xd9;
const FIRST_RESTART = 0xd0;

/** A component while it is decoded. */
interface Plane {
  readonly component: JpegComponent;
  readonly transform: ReducedTransform;
  readonly pixels: Uint8ClampedArray;
  /** Pixels in a row. */
  readonly stride: number;
  /** The first coefficient of the block before. */
  before: number;
}

/** The units of an image: all components' blocks for a part of it. */
interface Units {
  readonly across: number;
  readonly down: number;
}

/**
 * Decodes JPEG files of the usual kind at a half, a quarter or an eighth of their size, of the frequencies that are left there:
 * each pixel is nearly the mean of those that it stands for. One image costs a fraction of what a general library's pipeline costs,
 * and the same file gives the same values on every machine.
 */
export class ReducedJpegDecoder {
  readonly #reader = new BlockReader();
  readonly #transforms = new Map<number, ReducedTransform>();
  readonly #planes: Uint8ClampedArray[] = [];

  /**
   * Decodes an image; not turned, and rounded up to whole pixels.
   *
   * @returns grey or RGB; undefined when the file is damaged, cut off, or of a kind that is not known
   */
  decode(file: Buffer, structure: JpegStructure, reduction: Reduction): Pixels | undefined {
    const { components, restartInterval } = structure;
    const widest = Math.max(...components.map(({ across }) => across));
    const highest = Math.max(...components.map(({ down }) => down));
    const units = {
      across: Math.ceil(structure.width / (BLOCK * widest)),
      down: Math.ceil(structure.height / (BLOCK * highest)),
    };
    const planes = components.map((component, index) => {
      const width = (BLOCK / reduction) * (widest / component.across);
      const height = (BLOCK / reduction) * (highest / component.down);
      return this.#plane(index, component, { width, height }, units);
    });
    if (!planes.every((plane) => plane !== undefined)) return undefined;
    if (!this.#readScan(file, structure.scanOffset, planes, units, restartInterval)) {
      return undefined;
    }
    const width = Math.ceil(structure.width / reduction);
    const height = Math.ceil(structure.height / reduction);
    return toPixels(planes, width, height);
  }

  #plane(
    index: number,
    component: JpegComponent,
    { width, height }: { readonly width: number; readonly height: number },
    units: Units,
  ): Plane | undefined {
    if (width > BLOCK || height > BLOCK) return undefined;
    if (!Number.isInteger(width) || !Number.isInteger(height)) return undefined;
    const stride = units.across * component.across * width;
    const size = stride * units.down * component.down * height;
    const known = this.#planes[index];
    const pixels = known && known.length >= size ? known : new Uint8ClampedArray(size);
    this.#planes[index] = pixels;
    return { component, transform: this.#transform(width, height), pixels, stride, before: 0 };
  }

  #transform(width: number, height: number): ReducedTransform {
    const key = width * 16 + height;
    const known = this.#transforms.get(key);
    if (known) return known;
    const transform = new ReducedTransform(width, height);
    this.#transforms.set(key, transform);
    return transform;
  }

  /** @returns whether all units were there and whole */
  #readScan(
    file: Buffer,
    scanOffset: number,
    planes: readonly Plane[],
    { across, down }: Units,
    restartInterval: number,
  ): boolean {
    const reader = this.#reader;
    let marker = reader.start(file, scanOffset);
    for (let unit = 0; unit < across * down; unit++) {
      if (marker === undefined) return false;
      if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
        const expected = FIRST_RESTART + ((unit / restartInterval - 1) & 7);
        if (reader.isBeyondEnd() || file[marker + 1] !== expected) return false;
        marker = reader.start(file, marker + 2);
        for (const plane of planes) plane.before = 0;
      }
      const row = Math.floor(unit / across);
      const column = unit % across;
      for (const plane of planes) if (!this.#readUnit(plane, row, column)) return false;
    }
    return marker !== undefined && !reader.isBeyondEnd() && file[marker + 1] === END_OF_IMAGE;
  }

  #readUnit(plane: Plane, row: number, column: number): boolean {
    const { component, transform, pixels, stride } = plane;
    const { across, down } = component;
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) {
        const first = this.#reader.read(component, plane.before, transform);
        if (first === undefined) return false;
        plane.before = first;
        const line = (row * down + y) * transform.height;
        transform.write(pixels, line * stride + (column * across + x) * transform.width, stride);
      }
    }
    return true;
  }
}

/** The formulas are those of JFIF 1.02. */
function toPixels(planes: readonly Plane[], width: number, height: number): Pixels {
  const [light, blue, red] = planes as readonly [Plane, Plane?, Plane?];
  const channels = blue && red ? 3 : 1;
  const values = new Uint8ClampedArray(width * height * channels);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const from = row * light.stride;
    if (!blue || !red) {
      values.set(light.pixels.subarray(from, from + width), row * width);
      continue;
    }
    for (let place = from; place < from + width; place++) {
      const y = light.pixels[place]!;
      const cb = blue.pixels[place]! - MIDDLE;
      const cr = red.pixels[place]! - MIDDLE;
      values[at++] = y + 1.402 * cr;
      values[at++] = y - 0.344136 * cb - 0.714136 * cr;
      values[at++] = y + 1.772 * cb;
    }
  }
  return { values: new Uint8Array(values.buffer), width, height, channels };
}
