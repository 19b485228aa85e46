import { atTemperature } from '../log-probabilities.ts';
import { fitTemperature } from './temperature.ts';
import { pickSamples, rowsByFold, type ValidationPredictions } from './validation-predictions.ts';

/**
 * The temperature of each of the ensemble's members, in member order: each fitted on all held-out samples or, where
 * members leave out folds, on its own fold.
 *
 * @throws RangeError when the shapes do not match
 */
export function fitMemberTemperatures(
  validation: ValidationPredictions,
  classes: number,
): number[] {
  const { members, labels, folded } = validation;
  if (!folded) return members.map((own) => fitTemperature(own, labels, classes));
  const temperatures = new Array<number>(folded.sweeps.flat().length).fill(1);
  for (const [fold, rows] of rowsByFold(folded)) {
    const left = pickSamples(validation, classes, rows);
    for (const [sweep, places] of folded.sweeps.entries()) {
      const own = left.members[sweep]!;
      temperatures[places[fold - 1]!] = fitTemperature(own, left.labels, classes);
    }
  }
  return temperatures;
}

/** The predictions with those of each member at its temperature. @param temperatures undefined: as they are */
export function atTemperatures(
  validation: ValidationPredictions,
  temperatures: readonly number[] | undefined,
  classes: number,
): ValidationPredictions {
  if (!temperatures) return validation;
  const { members, folded } = validation;
  if (!folded) {
    const changed = members.map((own, at) => atTemperature(own, classes, temperatures[at]!));
    return { ...validation, members: changed };
  }
  const changed = members.map((own) => Float64Array.from(own));
  for (const [fold, rows] of rowsByFold(folded)) {
    const left = pickSamples(validation, classes, rows);
    for (const [sweep, places] of folded.sweeps.entries()) {
      const own = atTemperature(left.members[sweep]!, classes, temperatures[places[fold - 1]!]!);
      for (const [place, row] of rows.entries()) {
        changed[sweep]!.set(own.subarray(place * classes, (place + 1) * classes), row * classes);
      }
    }
  }
  return { ...validation, members: changed };
}
