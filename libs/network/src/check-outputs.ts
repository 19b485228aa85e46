import { nameInConfiguration } from './layer-names.ts';
import { NetworkMistake } from './network-mistake.ts';
import { layerNamed, outputOf } from './topology-layers.ts';
import type { Topology } from './topology.ts';

/** What whoever wrote the network is told to do. */
export interface OutputRemedies {
  /** Where it gives another number of values than there are classes. */
  readonly classes: string;
  /** Where its results are no probabilities. */
  readonly softmax: string;
}

/**
 * Refuses a network whose results are no probabilities of the classes.
 *
 * @param outputShape what it makes of one sample
 * @throws NetworkMistake about the layer that gives them
 */
export function checkOutputs(
  topology: Topology,
  outputShape: readonly number[],
  classes: number,
  remedies: OutputRemedies,
): void {
  const name = outputOf(topology);
  const { class_name, config } = layerNamed(topology, name);
  const layer = `'${name}' (${nameInConfiguration(class_name)})`;
  const mistake = (words: string) => new NetworkMistake(words, ['layers', name]);
  if (outputShape.length !== 1) {
    const words = `the network ends with ${layer}, which gives [${outputShape.join(', ')}]`;
    throw mistake(
      `${words}: it must give one value for each of the ${classes} classes, [${classes}]`,
    );
  }
  const [outputs] = outputShape;
  if (outputs !== classes) {
    const words = `the network ends with ${layer}, which gives ${outputs} values`;
    throw mistake(
      `${words}, [${outputs}], and the data has ${classes} classes, [${classes}]: ${remedies.classes}`,
    );
  }
  const { activation } = config;
  if (activation === 'softmax' || class_name === 'Softmax') return;
  const is = activation === undefined ? '' : `, activation ${String(activation)}`;
  throw mistake(
    `the network ends with ${layer.replace(/\)$/, `${is})`)}, whose results are no probabilities ` +
      `of the classes, which add up to 1: ${remedies.softmax}`,
  );
}
