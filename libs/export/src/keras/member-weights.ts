import type { SavedModel } from '@chorus/model';

/** A weight with its values, row by row. */
export interface MemberWeight {
  /** Layer and weight: `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights in the order in which Keras keeps those of a layer. */
const ORDER = [
  ...['kernel', 'depthwise_kernel', 'pointwise_kernel', 'recurrent_kernel', 'bias'],
  ...['gamma', 'beta', 'moving_mean', 'moving_variance', 'embeddings', 'alpha'],
];

/** The weights of a member's files, in the order of its manifest. */
export function memberWeights({ topology, weights }: SavedModel): MemberWeight[] {
  const { weightsManifest } = JSON.parse(new TextDecoder().decode(topology)) as {
    weightsManifest: { weights: { name: string; shape: number[] }[] }[];
  };
  const values = new Float32Array(new Uint8Array(weights).buffer);
  let start = 0;
  return weightsManifest
    .flatMap((group) => group.weights)
    .map(({ name, shape }) => {
      const size = shape.reduce((product, each) => product * each, 1);
      return { name, shape, values: values.subarray(start, (start += size)) };
    });
}

/** Those of a layer, or of a part of one, in Keras' order. */
export function weightsWithin(weights: readonly MemberWeight[], scope: string): MemberWeight[] {
  const place = ({ name }: MemberWeight) => ORDER.indexOf(name.slice(name.lastIndexOf('/') + 1));
  return weights
    .filter(({ name }) => name.slice(0, name.lastIndexOf('/')) === scope)
    .sort((one, other) => place(one) - place(other));
}
