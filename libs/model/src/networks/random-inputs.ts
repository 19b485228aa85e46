import type { RandomInput } from './network.ts';
import type { RandomRequest } from './pass.ts';
import { randomInput } from './random-numbers.ts';

/** The samples of the pass in which layers are seen to ask for random numbers: not 1, which says "for all samples". */
export const TRACED_BATCH = 2;

/** The random inputs of a network: what its layers ask for in a step, and under which name each of it is given. */
export class RandomInputs {
  readonly inputs: readonly RandomInput[];
  readonly #names: ReadonlyMap<string, string>;

  /** @param requests those of a pass with {@link TRACED_BATCH} samples */
  constructor(requests: readonly RandomRequest[]) {
    const names = new Map<string, string>();
    this.inputs = requests.map((request) => {
      const name = freeName(request, new Set(names.values()));
      names.set(keyOf(request), name);
      return randomInput(name, request, request.shape[0] === TRACED_BATCH);
    });
    this.#names = names;
  }

  /** The name of the input that a layer asks for, having asked so often before. */
  nameOf(layer: string, before: number): string {
    return this.#names.get(keyOf({ layer, before }))!;
  }
}

function keyOf({ layer, before }: Pick<RandomRequest, 'layer' | 'before'>): string {
  return `${before} ${layer}`;
}

/** Letters, digits and underscores, and not yet taken. */
function freeName({ layer, before }: RandomRequest, taken: ReadonlySet<string>): string {
  const wanted = [layer.replaceAll(/\W/g, '_'), ...(before > 0 ? [before] : [])].join('_');
  let name = wanted;
  for (let number = 1; taken.has(name); number++) name = `${wanted}__${number}`;
  return name;
}
