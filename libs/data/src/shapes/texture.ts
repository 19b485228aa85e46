import type { SeededRandom } from '../random.ts';

const CELLS = 4;
const NODES = CELLS + 1;

/**
 * Smooth random values over the image: random nodes, 5 × 5, and straight lines between them
 * ("value noise").
 */
export class Texture {
  readonly #nodes: Float64Array; // [5, 5]
  readonly #cellsPerPixel: number;

  /** @param size of the square image, in pixels */
  constructor(random: SeededRandom, size: number, amplitude: number) {
    this.#nodes = new Float64Array(NODES * NODES);
    for (let node = 0; node < this.#nodes.length; node++) {
      this.#nodes[node] = random.uniform(-amplitude, amplitude);
    }
    this.#cellsPerPixel = CELLS / size;
  }

  /** Between -amplitude and amplitude. */
  at(row: number, column: number): number {
    const y = row * this.#cellsPerPixel;
    const x = column * this.#cellsPerPixel;
    const node = Math.floor(y) * NODES + Math.floor(x);
    const right = x - Math.floor(x);
    const nodes = this.#nodes;
    const above = mix(nodes[node]!, nodes[node + 1]!, right);
    const below = mix(nodes[node + NODES]!, nodes[node + NODES + 1]!, right);
    return mix(above, below, y - Math.floor(y));
  }
}

/** From `one` (share 0) to `other` (share 1). */
export function mix(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}
