/** A run that has ended goes on as another one, which takes its members in and trains more. */
import { configOfGroup } from './config-of-group.ts';
import { givenTraining } from './given-training.ts';
import type { RunConfig, SettledGroup } from './run-config.ts';
import { resolveMember } from './run-member.ts';

/** A member of the run that has ended. */
export interface TakenMember {
  /** Its number, which it keeps. */
  readonly member: number;
  /** Where it lies, for people. */
  readonly from: string;
  /** The SHA-256 of the file with its weights; undefined where there is no model of it. */
  readonly weightsSha256?: string;
  /** That of the file with its predictions, where these are all that there is. */
  readonly predictionsSha256?: string;
}

/** Why a run of this configuration cannot be extended, with the remedy, as it goes on after the run's name; undefined where it can. */
export function extensionProblem({ members, combining }: RunConfig): string | undefined {
  const { snapshots, folds, search, groups = [] } = members;
  if (snapshots) {
    return 'has snapshots of one training, whose last checkpoint is gone: train a run of more members';
  }
  if (search) {
    return (
      'has the best trials of a search: train one with more trials, of which the first are the same, or take its members ' +
      "in as groups with 'from'"
    );
  }
  if (folds !== undefined) {
    return (
      `has members that each leave out one of ${folds} folds, and those that are taken in leave out none: train a run of ` +
      'more members, of which the first are the same'
    );
  }
  const own = groups.find(isUnlikeTheRun);
  if (own) {
    return (
      `has members that differ, and it is not known which are wanted (group '${own.name}'): train a run with its members ` +
      "as groups with 'from', and a group of the new ones"
    );
  }
  if (combining.weights) {
    return (
      'has a weight for each member, and new ones would have none: train a run with its members as groups with ' +
      "'from', and weights for all"
    );
  }
  return undefined;
}

function isUnlikeTheRun({ from, ...own }: SettledGroup): boolean {
  if (from !== undefined) return false;
  const { network, training, augmentation, seed, dataShare } = own;
  return [network, training, augmentation, seed, dataShare].some((said) => said !== undefined);
}

/**
 * The configuration of the run that extends one: the members that are taken in keep their numbers, and all others are those
 * that a run of so many members would have trained. It neither adds backups nor ends early, as somebody has asked for more.
 *
 * @param config that of the run that has ended; see {@link extensionProblem}
 * @param runId its name
 * @param count members of the new run
 * @param taken in the order of their numbers
 */
export function extendConfig(
  config: RunConfig,
  runId: string,
  count: number,
  taken: readonly TakenMember[],
): RunConfig {
  const { stopWhenGainBelow: _, ...combining } = config.combining;
  const groups: SettledGroup[] = [];
  let next = 1;
  for (const own of taken) {
    groups.push(...trained(next, own.member - 1), takenIn(config, own));
    next = own.member + 1;
  }
  groups.push(...trained(next, count));
  return {
    ...config,
    members: { ...config.members, count, groups, extends: runId },
    combining,
    faults: { ...config.faults, backups: false },
  };
}

/** The group of the members between two that are taken in: none where these follow each other. */
function trained(first: number, last: number): SettledGroup[] {
  if (first > last) return [];
  const name = first === last ? `new ${first}` : `new ${first} to ${last}`;
  return [{ name, count: last - first + 1 }];
}

function takenIn(config: RunConfig, { member, from, ...digests }: TakenMember): SettledGroup {
  const { weightsSha256, predictionsSha256 } = digests;
  const { network } = configOfGroup(config, resolveMember(config, member).group);
  return {
    ...{ name: `taken ${member}`, count: 1, from },
    ...(weightsSha256 !== undefined && { network: { ...network, weightsSha256 } }),
    ...(predictionsSha256 !== undefined && { predictionsSha256 }),
    training: givenTraining(config.training.batchSize),
  };
}
