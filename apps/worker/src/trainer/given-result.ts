import { bytesOf, labelsOf, type ChosenSamples } from '@chorus/data';
import { evaluate } from '@chorus/ensemble';
import { TrainingError } from '@chorus/model';
import { decodeWeights } from '@chorus/network/model-file';
import type { MemberSets } from './member-sets.ts';
import type { TrainerResult } from './messages.ts';

/**
 * The result of a member of which there are only predictions: they are measured as a trained member's are.
 *
 * @param file of safetensors, with the predictions `test` and, where samples are held out, `validation`, each [samples, classes]
 * @throws TrainingError `bad-model` when they are not of so many samples and classes
 */
export function givenResult(
  file: Uint8Array,
  { test, validation }: Omit<MemberSets, 'train'>,
  classes: number,
): TrainerResult {
  const given = new Map(decodeWeights(file).map((tensor) => [tensor.name, tensor]));
  const measure = (name: 'test' | 'validation', set: ChosenSamples) => {
    const labels = labelsOf(set);
    const { shape, values } = given.get(name) ?? { shape: [], values: new Float32Array() };
    if (shape[0] !== labels.length || shape[1] !== classes || shape.length !== 2) {
      const needs = `[${labels.length}, ${classes}]`;
      throw new TrainingError(
        'bad-model',
        `its ${name} predictions have the shape [${shape.join(', ')}], and must have ${needs}`,
      );
    }
    return { predictions: bytesOf(values), ...evaluate(values, labels, classes) };
  };
  const { predictions, loss, accuracy } = measure('test', test);
  return {
    ...{ predictions, model: undefined, testLoss: loss, testAccuracy: accuracy },
    validation: validation && measure('validation', validation),
  };
}
