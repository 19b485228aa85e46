/** Where members leave out folds, what is fitted to sweeps of them belongs to their members, each of which has its share. */
import { ofMembers, type Combination } from '../combination.ts';

/** Of each sweep the places of its members in the ensemble, from 0, by their folds: `foldSweeps` finds them. */
export type Sweeps = readonly (readonly number[])[];

/** A combination of sweeps as one of the ensemble's members, among which what belongs to a sweep is divided evenly. */
export function sharedOut(combination: Combination, sweeps: Sweeps, classes: number): Combination {
  const { weights, coefficients } = combination;
  const sweepOf = new Map(sweeps.flatMap((places, sweep) => places.map((at) => [at, sweep])));
  const members = [...sweepOf.keys()].toSorted((one, other) => one - other);
  const share = (value: number, place: number) => value / sweeps[sweepOf.get(place)!]!.length;
  return {
    ...combination,
    ...(weights && { weights: members.map((at) => share(weights[sweepOf.get(at)!]!, at)) }),
    ...(coefficients && {
      coefficients: members.flatMap((at) =>
        rowsOf(coefficients, sweepOf.get(at)!, classes).map((row) =>
          row.map((value) => share(value, at)),
        ),
      ),
    }),
  };
}

/** The combination with those members alone that left out a fold, each in place of its sweep. */
export function leavingOut(
  { coefficients, ...combination }: Combination,
  sweeps: Sweeps,
  fold: number,
  classes: number,
): Combination {
  const places = sweeps.map((sweep) => sweep[fold - 1]!);
  return {
    ...ofMembers(combination, places),
    ...(coefficients && {
      coefficients: places.flatMap((place, sweep) =>
        rowsOf(coefficients, place, classes).map((row) =>
          row.map((value) => value * sweeps[sweep]!.length),
        ),
      ),
    }),
  };
}

/** Stacking's coefficients for one member, [classes, classes]. */
function rowsOf(coefficients: readonly (readonly number[])[], place: number, classes: number) {
  return coefficients.slice(place * classes, (place + 1) * classes);
}
