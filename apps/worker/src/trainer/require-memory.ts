import { sizeInWords } from '@chorus/data';
import { leastMemory, type MemberRecipe } from '@chorus/model';

/** A member needs more memory than there is. */
export class MemoryShortage extends Error {
  override readonly name = 'MemoryShortage';
}

/**
 * Sees that a member can be trained in the memory that is there, before any of it is taken: a system whose memory runs out
 * ends other programs as well.
 *
 * @param samples that it is trained on
 * @param memoryBytes that the machine, or its GPU, has in all
 * @throws MemoryShortage with both figures
 */
export function requireMemory(recipe: MemberRecipe, samples: number, memoryBytes: number): void {
  const { parameters, weightBytes, stepBytes } = leastMemory(recipe, samples);
  const needed = weightBytes + stepBytes;
  if (needed <= memoryBytes) return;
  const step = Math.min(recipe.config.batchSize, samples);
  throw new MemoryShortage(
    `a network of ${parameters.toLocaleString('en')} parameters, trained on ${step.toLocaleString('en')} samples a step, ` +
      `needs ${sizeInWords(needed)} of memory or more, and there are ${sizeInWords(memoryBytes)}`,
  );
}
