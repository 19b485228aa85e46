import { deriveSeed } from '@chorus/data';
import { dropoutMask, dropoutMaskOnDevice, maskSeed } from './dropout-mask.ts';
import type { RandomInput } from './network.ts';
import { normalNumbers, normalNumbersOnDevice } from './normal-numbers.ts';
import type { RandomRequest } from './pass.ts';

/**
 * The random input that fulfils a layer's request in every step.
 *
 * @param name the input's
 * @param ofBatch whether the shape's first dimension is the batch; else it is what the request says
 */
export function randomInput(
  name: string,
  { layer, before, draw, shape }: RandomRequest,
  ofBatch: boolean,
): RandomInput {
  return {
    name,
    draw: (batch, memberSeed, step) => {
      const seed = requestSeed(memberSeed, layer, before);
      const whole = ofBatch ? [batch, ...shape.slice(1)] : shape;
      if (draw.kind === 'normal') {
        return typeof step === 'number'
          ? normalNumbers(whole, seed, step)
          : normalNumbersOnDevice(whole, seed, step);
      }
      return typeof step === 'number'
        ? dropoutMask(whole, draw.rate, seed, step)
        : dropoutMaskOnDevice(whole, draw.rate, seed, step);
    },
  };
}

/** Layers `dropout1`, `dropout2`, … are known by their numbers, all others by their names. */
function requestSeed(seed: number, layer: string, before: number): number {
  const number = /^dropout([1-9][0-9]*)$/.exec(layer)?.[1];
  const first = maskSeed(seed, number === undefined ? layer : Number(number));
  return before === 0 ? first : deriveSeed(first, before) >>> 1;
}
