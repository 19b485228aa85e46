import type { RunConfig } from '@chorus/proto';
import type { RunPlan } from '@chorus/scheduler';

/** What the scheduler must know of the configuration; what is off is left out. */
export function planOf({ dataset, training, members, combining, faults }: RunConfig): RunPlan {
  const { count } = members;
  const { minMembers = count, maxFailures, backups } = faults;
  const { epochs, patience } = training;
  const { stopWhenGainBelow } = combining;
  // A run that needs all its members if they do not fail (the default) may do with two.
  const fewestMembers = minMembers < count ? Math.max(2, minMembers) : 2;
  return {
    ...{ members: count, minMembers, maxFailures, backups, epochs },
    ...(patience !== undefined && { stopsEarly: true }),
    ...(dataset.validationSamples > 0 && { validates: true }),
    ...(stopWhenGainBelow !== undefined && {
      earlyEnd: { fewestMembers, gainBelow: stopWhenGainBelow },
    }),
  };
}
