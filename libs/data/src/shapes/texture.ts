import type { SeededRandom } from '../random.ts';

const CELLS = 4;
const NODES = CELLS + 1;

/**
 * Smooth random values over a square image: random nodes, 5 × 5, and straight lines between them
 * ("value noise").
 *
 * @param size height and width in pixels
 * @returns [size, size], each from -amplitude to amplitude
 */
export function randomTexture(random: SeededRandom, size: number, amplitude: number): Float64Array {
  const nodes = new Float64Array(NODES * NODES).map(() => random.uniform(-amplitude, amplitude));
  const texture = new Float64Array(size * size);
  const line = new Float64Array(NODES);
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
  return texture;
}

/** From `one` (share 0) to `other` (share 1). */
export function mix(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}
