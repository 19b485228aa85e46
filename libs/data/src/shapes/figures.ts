/** True when the point is inside. Its coordinates are the figure's own, y pointing down. */
export type Figure = (x: number, y: number) => boolean;

/** See {@link FIGURES}. */
export const FIGURE_REACH = 1.3;

/**
 * The ten figures of `shapes`, in label order. The centre of each is at 0, 0, and no point of it
 * is farther from there than FIGURE_REACH. Turned by any angle, none becomes another.
 */
export const FIGURES: readonly { readonly name: string; readonly inside: Figure }[] = [
  { name: 'disc', inside: (x, y) => x * x + y * y < 0.81 },
  { name: 'ring', inside: (x, y) => isBetween(x * x + y * y, 0.32, 0.95) },
  { name: 'square', inside: (x, y) => squareRadius(x, y) < 0.8 },
  { name: 'frame', inside: (x, y) => isBetween(squareRadius(x, y), 0.5, 0.87) },
  { name: 'triangle', inside: (x, y) => y < 0.6 && 1.732 * Math.abs(x) < y + 1.1 },
  { name: 'cross', inside: (x, y) => squareRadius(x, y) < 0.95 && nearAxis(x, y, 0.28) },
  { name: 'star', inside: insideStar },
  { name: 'crescent', inside: insideCrescent },
  { name: 'stripes', inside: (x, y) => squareRadius(x, y) < 0.87 && onStripe(Math.abs(y)) },
  { name: 'checker', inside: (x, y) => squareRadius(x, y) < 0.87 && x * y > 0 },
];

/** Half the side of the square around 0, 0 on whose edge the point lies. */
function squareRadius(x: number, y: number): number {
  return Math.max(Math.abs(x), Math.abs(y));
}

function isBetween(value: number, low: number, high: number): boolean {
  return value > low && value < high;
}

function nearAxis(x: number, y: number, distance: number): boolean {
  return Math.min(Math.abs(x), Math.abs(y)) < distance;
}

/** Three bars and the two gaps between them, all of the same width. */
function onStripe(distance: number): boolean {
  return distance < 0.174 || distance > 0.522;
}

function insideCrescent(x: number, y: number): boolean {
  const fromHole = x - 0.5;
  return x * x + y * y < 0.95 && fromHole * fromHole + y * y > 0.55;
}

/** Cosine and sine of 90°, 162°, 234°, 306° and 18°: written out, since Math.cos may differ. */
const STAR_EDGES: readonly (readonly [number, number])[] = [
  [0, 1],
  [-0.9510565, 0.309017],
  [-0.5877853, -0.809017],
  [0.5877853, -0.809017],
  [0.9510565, 0.309017],
];

/** A five-pointed star is what lies on the inner side of at least four of its five lines. */
function insideStar(x: number, y: number): boolean {
  let outside = 0;
  for (const [normalX, normalY] of STAR_EDGES) {
    if (normalX * x + normalY * y > 0.34) outside++;
  }
  return outside < 2;
}
