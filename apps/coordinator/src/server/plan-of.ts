import type { RunConfig } from '@chorus/proto';
import type { RunPlan } from '@chorus/scheduler';

/** What the scheduler must know of the configuration; what is off is left out. */
export function planOf({ faults, training, members, snapshots, ...config }: RunConfig): RunPlan {
  const { minMembers, maxFailures, backups } = faults;
  const { epochs } = training;
  const { dataset, stopWhenGainBelow } = config;
  // A run that needs all its members if they do not fail (the default) may do with two.
  const fewestMembers = minMembers < members ? Math.max(2, minMembers) : 2;
  return {
    ...{ members, minMembers, maxFailures, backups, snapshots, epochs },
    ...(dataset.validationSamples > 0 && { validates: true }),
    ...(stopWhenGainBelow > 0 && { earlyEnd: { fewestMembers, gainBelow: stopWhenGainBelow } }),
  };
}
