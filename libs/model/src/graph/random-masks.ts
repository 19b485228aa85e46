import { DATA_TYPES } from '../backends/tensorflow/node-backend.ts';
import type { RecordedTensor } from './recorder.ts';
import type { RecordedOp, RecordedStep, TensorId } from './recorded-step.ts';

/** The uniform random numbers of float32 are multiples of its inverse, from 0 to below 1. */
const UNIFORM_STEPS = 2 ** 23;

/**
 * What is added to a uniform random number, so that the sum is at least 1 where the number is at least `rate`, and only there. It is
 * such a multiple, too: the sum, below 2, is exact in float32.
 *
 * @param rate 0 to 1
 */
export function keptOffset(rate: number): number {
  return 1 - Math.ceil(rate * UNIFORM_STEPS) / UNIFORM_STEPS;
}

/**
 * The same step with each mask of dropout, 1 where a uniform random number is at least as large as a rate and else 0, computed
 * without booleans, the same bits: TensorFlow rounds sums down in vectors, but makes numbers of booleans one by one.
 */
export function withoutBooleanMasks(step: RecordedStep): RecordedStep {
  const tensors: RecordedTensor[] = [...step.tensors];
  const constants = [...step.constants];
  const rates = new Map(constants.map(({ tensor, values }) => [tensor, values]));
  const producers = new Map(step.ops.flatMap((op) => op.outputs.map((each) => [each, op])));
  const maskedFrom = (mask: RecordedOp): { numbers: TensorId; rate: number } | undefined => {
    if (mask.op !== 'Cast' || tensors[mask.outputs[0]!]!.dtype !== DATA_TYPES.float32) return;
    const comparison = producers.get(mask.inputs[0]!);
    if (comparison?.op !== 'GreaterEqual') return undefined;
    const [numbers, limit] = comparison.inputs as [TensorId, TensorId];
    if (producers.get(numbers)?.op !== 'StatelessRandomUniform') return undefined;
    if (tensors[limit]!.shape.length > 0) return undefined;
    const rate = rates.get(limit)?.[0];
    return rate !== undefined && rate >= 0 && rate <= 1 ? { numbers, rate } : undefined;
  };
  const ops = step.ops.flatMap((op) => {
    const masked = maskedFrom(op);
    if (!masked) return [op];
    const { numbers, rate } = masked;
    const float = { name: 'T', kind: 'type', value: DATA_TYPES.float32 } as const;
    const kept = tensors.push({ dtype: DATA_TYPES.float32, shape: [] }) - 1;
    constants.push({ tensor: kept, values: Float32Array.of(keptOffset(rate)) });
    const sum = tensors.push(tensors[numbers]!) - 1;
    return [
      { op: 'AddV2', attributes: [float], inputs: [numbers, kept], outputs: [sum] },
      { op: 'Floor', attributes: [float], inputs: [sum], outputs: op.outputs },
    ];
  });
  return { ...step, tensors, constants, ops };
}
