import type { RunConfig } from '@chorus/proto';
import { formatInteger } from './format.ts';

/** A run's network in a line of text: `resnet20 of 274,042 parameters`. */
export function describeNetwork({ topology, parameters }: RunConfig['network']): string {
  return `${String(topology.config['name'])} of ${formatInteger(parameters)} parameters`;
}
