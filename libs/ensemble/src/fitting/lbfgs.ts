/** A function to minimise: its value at a point, with the gradient written into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

const MEMORY = 20; // steps that the curvature is known from
const SUFFICIENT = 1e-4; // Armijo's share of the decrease that the slope promises
const MOST_HALVINGS = 30;

/** A step, the change of the gradient along it, and one over the product of the two. */
interface Step {
  readonly moved: Float64Array;
  readonly changed: Float64Array;
  readonly rho: number;
}

/**
 * Minimises a smooth, strictly convex function with the limited-memory method of Broyden, Fletcher, Goldfarb and
 * Shanno, and backtracking.
 *
 * Source: J. Nocedal and S. J. Wright 2006, "Numerical Optimization", algorithms 7.4 and 7.5.
 *
 * @param start the point to begin at; it becomes the minimum
 * @param isDone whether a gradient is small enough
 * @returns how often the function was evaluated, also when it stops because float64 has nothing smaller to give
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  isDone: (gradient: Float64Array) => boolean,
  mostEvaluations: number,
): number {
  let gradient = new Float64Array(start.length);
  let value = objective(start, gradient);
  let evaluations = 1;
  const steps: Step[] = [];
  while (!isDone(gradient) && evaluations < mostEvaluations) {
    const direction = descentOf(gradient, steps);
    const slope = dot(gradient, direction);
    const found = { point: start, gradient: new Float64Array(start.length), value: Infinity };
    let size = 1;
    for (let halving = 0; halving <= MOST_HALVINGS; halving++, size /= 2) {
      found.point = start.map((entry, index) => entry + size * direction[index]!);
      found.value = objective(found.point, found.gradient);
      evaluations++;
      if (found.value <= value + SUFFICIENT * size * slope) break;
    }
    if (!(found.value < value)) return evaluations;
    remember(steps, start, gradient, found);
    start.set(found.point);
    ({ gradient, value } = found);
  }
  return evaluations;
}

function remember(
  steps: Step[],
  point: Float64Array,
  gradient: Float64Array,
  found: { readonly point: Float64Array; readonly gradient: Float64Array },
): void {
  const moved = found.point.map((entry, index) => entry - point[index]!);
  const changed = found.gradient.map((entry, index) => entry - gradient[index]!);
  const curvature = dot(moved, changed);
  if (curvature <= 0) return; // Rounding errors: there is nothing to learn from it.
  steps.push({ moved, changed, rho: 1 / curvature });
  if (steps.length > MEMORY) steps.shift();
}

/** Minus the gradient times the inverse of the curvature, as far as it is known (the two-loop recursion). */
function descentOf(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const shares: number[] = [];
  for (const { moved, changed, rho } of steps.toReversed()) {
    const share = rho * dot(moved, direction);
    shares.push(share);
    addScaled(direction, changed, -share);
  }
  const newest = steps.at(-1);
  if (newest) {
    const scale = 1 / (newest.rho * dot(newest.changed, newest.changed));
    for (let index = 0; index < direction.length; index++) direction[index]! *= scale;
  }
  for (const { moved, changed, rho } of steps) {
    addScaled(direction, moved, shares.pop()! - rho * dot(changed, direction));
  }
  return direction;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += one[index]! * other[index]!;
  return sum;
}

function addScaled(target: Float64Array, values: Float64Array, scale: number): void {
  for (let index = 0; index < target.length; index++) target[index]! += scale * values[index]!;
}
