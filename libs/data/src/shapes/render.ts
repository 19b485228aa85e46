/**
 * Draws the images of `shapes`. Only integers, + - * / and comparisons of float64 are used: they
 * give the same bits on every machine, which sines, powers and the like do not.
 */
import { sampleSize, type SampleKind } from '../sample.ts';
import type { SeededRandom } from '../random.ts';
import { FIGURE_REACH, type Figure } from './figures.ts';
import { fillTexture, mix } from './texture.ts';

/**
 * How hard the images are. These make a small network right on about 80 % of the test images and
 * leave an ensemble something to gain. Lengths are in pixels, colours in levels of 0 to 255.
 */
const DIFFICULTY = {
  /** Half the figure's extent. */
  radius: { low: 7.5, high: 12 },
  /** How far the figure's centre may lie from the image's, in each direction. */
  shift: 4,
  /** Width to height of the figure, before it is turned. */
  stretch: { low: 0.75, high: 1.33 },
  /** Each channel of the background and of the bars. */
  background: { low: 80, high: 175 },
  /** Between figure and background, in the channel that differs most. */
  contrast: { low: 75, high: 145 },
  /** Slow changes of the background in each channel, and of the figure's brightness. */
  backgroundTexture: 25,
  figureTexture: 15,
  /** Bars drawn over everything: up to so many, of so much half width. */
  bars: 2,
  barHalfWidth: { low: 0.5, high: 1.8 },
  /** Largest change of a value by noise; small changes are likelier. */
  noise: 22,
} as const;

/** What every sample is: an image, [height, width, channels]. */
export const SHAPES_SAMPLE = { shape: [32, 32, 3], type: 'uint8' } as const satisfies SampleKind;

const [SIZE] = SHAPES_SAMPLE.shape;
/** Points at which each pixel is tested, in each direction, from its middle. */
const SAMPLE_OFFSETS = [-0.25, 0.25];
const SAMPLES_PER_PIXEL = SAMPLE_OFFSETS.length * SAMPLE_OFFSETS.length;

/** Where the figure lies: from image to figure coordinates. */
interface Pose {
  readonly x: number;
  readonly y: number;
  /** Rows of the matrix that turns and scales. */
  readonly across: readonly [number, number];
  readonly down: readonly [number, number];
  /** No point of the figure is farther from its centre, in pixels. */
  readonly reach: number;
}

/** Red, green, blue; may leave 0 to 255 until it is stored. */
type Colour = readonly [number, number, number];

// Memory for one image at a time, used again for each: new memory would double the time.
const canvas = new Float64Array(sampleSize(SHAPES_SAMPLE.shape)); // [height, width, channels], not rounded
const texture = new Float64Array(SIZE * SIZE); // [height, width]

/**
 * Draws one image with the figure at a random place, size and angle, in random colours.
 *
 * @param into [height, width, channels]
 */
export function renderImage(inside: Figure, random: SeededRandom, into: Uint8ClampedArray): void {
  const background = randomColour(random);
  drawBackground(random, background);
  drawFigure(inside, random, contrastingColour(random, background));
  for (let bars = random.below(DIFFICULTY.bars + 1); bars > 0; bars--) drawBar(random);
  for (let red = 0; red < canvas.length; red += 3) {
    const bits = random.nextUint32();
    into[red] = canvas[red]! + noise(bits);
    into[red + 1] = canvas[red + 1]! + noise(bits >>> 10);
    into[red + 2] = canvas[red + 2]! + noise(bits >>> 20);
  }
}

function drawBackground(random: SeededRandom, colour: Colour): void {
  colour.forEach((level, channel) => {
    fillTexture(random, DIFFICULTY.backgroundTexture, SIZE, texture);
    for (let pixel = 0; pixel < texture.length; pixel++) {
      canvas[3 * pixel + channel] = level + texture[pixel]!;
    }
  });
}

function drawFigure(inside: Figure, random: SeededRandom, colour: Colour): void {
  const pose = randomPose(random);
  fillTexture(random, DIFFICULTY.figureTexture, SIZE, texture);
  for (let row = 0, pixel = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++, pixel++) {
      const share = coverage(inside, pose, row, column);
      if (share === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * pixel + channel;
        canvas[at] = mix(canvas[at]!, colour[channel]! + texture[pixel]!, share);
      }
    }
  }
}

/** A straight bar from edge to edge. */
function drawBar(random: SeededRandom): void {
  const { barHalfWidth } = DIFFICULTY;
  const normal = randomDirection(random);
  const offset = random.uniform(-SIZE / 2, SIZE / 2);
  const halfWidth = random.uniform(barHalfWidth.low, barHalfWidth.high);
  const colour = randomColour(random);
  for (let row = 0, pixel = 0; row < SIZE; row++) {
    const y = row + 0.5 - SIZE / 2;
    for (let column = 0; column < SIZE; column++, pixel++) {
      const x = column + 0.5 - SIZE / 2;
      if (Math.abs(normal[0] * x + normal[1] * y - offset) < halfWidth) {
        canvas.set(colour, 3 * pixel);
      }
    }
  }
}

function randomColour(random: SeededRandom): Colour {
  const { low, high } = DIFFICULTY.background;
  return [random.uniform(low, high), random.uniform(low, high), random.uniform(low, high)];
}

function contrastingColour(random: SeededRandom, background: Colour): Colour {
  const direction = [random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)];
  const longest = Math.max(...direction.map(Math.abs));
  const contrast = random.uniform(DIFFICULTY.contrast.low, DIFFICULTY.contrast.high) / longest;
  const [red, green, blue] = background.map((level, at) => level + direction[at]! * contrast);
  return [red!, green!, blue!];
}

function randomPose(random: SeededRandom): Pose {
  const { radius, shift, stretch } = DIFFICULTY;
  const size = random.uniform(radius.low, radius.high);
  const [cosine, sine] = randomDirection(random);
  const width = size * random.uniform(stretch.low, stretch.high);
  return {
    x: SIZE / 2 + random.uniform(-shift, shift),
    y: SIZE / 2 + random.uniform(-shift, shift),
    across: [cosine / width, sine / width],
    down: [-sine / size, cosine / size],
    reach: FIGURE_REACH * Math.max(size, width) + 1,
  };
}

/**
 * Cosine and sine of a random angle: with t the tangent of half the angle they are
 * (1 - t²) / (1 + t²) and 2t / (1 + t²). |t| < tan 22.5° covers a quarter turn almost evenly.
 */
function randomDirection(random: SeededRandom): readonly [number, number] {
  const t = random.uniform(-0.41421356, 0.41421356);
  const cosine = (1 - t * t) / (1 + t * t);
  const sine = (2 * t) / (1 + t * t);
  const quarters: readonly (readonly [number, number])[] = [
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
    [sine, -cosine],
  ];
  return quarters[random.below(quarters.length)]!;
}

/** Share of the pixel that lies inside the figure, 0 to 1. */
function coverage(inside: Figure, pose: Pose, row: number, column: number): number {
  const { across, down, reach } = pose;
  const middleY = row + 0.5 - pose.y;
  const middleX = column + 0.5 - pose.x;
  if (middleX * middleX + middleY * middleY > reach * reach) return 0;
  let hits = 0;
  for (const downward of SAMPLE_OFFSETS) {
    const y = middleY + downward;
    for (const rightward of SAMPLE_OFFSETS) {
      const x = middleX + rightward;
      if (inside(across[0] * x + across[1] * y, down[0] * x + down[1] * y)) hits++;
    }
  }
  return hits / SAMPLES_PER_PIXEL;
}

/** Noise of the lowest ten bits: the sum of two even chances, so that small values are likelier. */
function noise(bits: number): number {
  const sum = (bits & 31) + ((bits >>> 5) & 31); // 0 to 62, most often 31
  return ((sum - 31) / 31) * DIFFICULTY.noise;
}
