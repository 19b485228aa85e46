import type { SeededRandom } from '../random.ts';

const CELLS = 4;
const NODES = CELLS + 1;
const nodes = new Float64Array(NODES * NODES);
const line = new Float64Array(NODES);

/**
 * Fills a square image with smooth random values: random nodes, 5 × 5, and straight lines between
 * them ("value noise").
 *
 * @param amplitude the values are from -amplitude to amplitude
 * @param size height and width, in pixels
 * @param texture [size, size]
 */
export function fillTexture(
  random: SeededRandom,
  amplitude: number,
  size: number,
  texture: Float64Array,
): void {
  for (let node = 0; node < nodes.length; node++) {
    nodes[node] = random.uniform(-amplitude, amplitude);
  }
  for (let row = 0, pixel = 0; row < size; row++) {
    const y = (row * CELLS) / size;
    const above = Math.floor(y) * NODES;
    for (let node = 0; node < NODES; node++) {
      line[node] = mix(nodes[above + node]!, nodes[above + NODES + node]!, y - Math.floor(y));
    }
    for (let column = 0; column < size; column++, pixel++) {
      const x = (column * CELLS) / size;
      const left = Math.floor(x);
      texture[pixel] = mix(line[left]!, line[left + 1]!, x - left);
    }
  }
}

/** The value between `one` (share 0) and `other` (share 1). */
export function mix(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}
