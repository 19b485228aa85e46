import { configOfGroup, validatedOn, type RunConfig } from '@chorus/proto';
import { neededMembers } from '@chorus/run-config';
import type { GroupPlan, RunPlan } from '@chorus/scheduler';

/** What the scheduler must know of the configuration; what is off is left out. */
export function planOf(config: RunConfig): RunPlan {
  const { training, members, combining, faults } = config;
  const { count, groups, search } = members;
  const minMembers = neededMembers(config);
  const { maxFailures, backups } = faults;
  const { stopWhenGainBelow } = combining;
  // A run that needs all its members if they do not fail (the default) may do with two.
  const fewestMembers = minMembers < count ? Math.max(2, minMembers) : 2;
  return {
    ...{ members: count, minMembers, maxFailures, backups, ...lengthOf(training) },
    ...(groups && { groups: groups.map(({ name }, group) => groupPlan(config, name, group)) }),
    // Of a search nobody knows before its end which members are the ensemble.
    ...(validatedOn(config) > 0 && !search && { validates: true }),
    ...(stopWhenGainBelow !== undefined && {
      earlyEnd: { fewestMembers, gainBelow: stopWhenGainBelow },
    }),
  };
}

function groupPlan(config: RunConfig, name: string, group: number): GroupPlan {
  return { name, ...lengthOf(configOfGroup(config, group).training) };
}

function lengthOf({
  epochs,
  patience,
}: RunConfig['training']): Pick<RunPlan, 'epochs' | 'stopsEarly'> {
  return { epochs, ...(patience !== undefined && { stopsEarly: true }) };
}
