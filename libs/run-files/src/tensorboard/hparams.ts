import {
  configOfGroup,
  groupNameOf,
  SETTINGS,
  valueAt,
  type RunConfig,
  type RunMember,
} from '@chorus/run-config';
import type { HParams, HParamsMetric } from './hparams-message.ts';

/** Scalars of every member: of the training samples each epoch, of the test samples at the end. */
export const MEMBER_METRICS: readonly HParamsMetric[] = [
  { tag: 'loss', name: 'Training loss', dataset: 'training' },
  { tag: 'accuracy', name: 'Training accuracy', dataset: 'training' },
  { tag: 'test_loss', name: 'Test loss', dataset: 'test' },
  { tag: 'test_accuracy', name: 'Test accuracy', dataset: 'test' },
];

/** The same of the validation samples, where there are any. */
export const VALIDATION_METRICS: readonly HParamsMetric[] = [
  { tag: 'loss', group: 'validation', name: 'Validation loss', dataset: 'validation' },
  { tag: 'accuracy', group: 'validation', name: 'Validation accuracy', dataset: 'validation' },
];

/** Settings that a member's group has settled: what they hold are no scalars. */
const OF_GROUPS: ReadonlySet<string> = new Set(['members.groups', 'members.search']);

/** A member's hyperparameters, named as their flags: the settings that shape its result. */
export function hparamsOf(run: RunConfig, member: Pick<RunMember, 'seed' | 'group'>): HParams {
  const config = configOfGroup(run, member.group);
  const group = groupNameOf(run, member);
  const shaping = SETTINGS.filter(({ shapesResult, path }) => shapesResult && !OF_GROUPS.has(path));
  const drawn = run.members.groups?.[member.group ?? -1]?.values ?? {};
  const values = shaping.flatMap(({ name, path }) => {
    // What was drawn for a network is in no section any more.
    const value = drawn[path] ?? valueAt(config, path);
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]];
  });
  const { topology, parameters } = config.network;
  const network = { network: String(topology.config['name']), parameters };
  // TensorBoard rounds numbers to five digits.
  return {
    ...Object.fromEntries(values),
    ...network,
    ...(group !== undefined && { group }),
    seed: String(member.seed),
  } as HParams;
}
