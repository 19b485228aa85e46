import type { RunConfig } from './run-config.ts';

/** What of a configuration a group of members may have of its own. */
type Grouped = Pick<RunConfig, 'members' | 'network' | 'training' | 'augmentation'>;

/**
 * The configuration as it holds for the members of a group: the run's, with what is the group's own.
 *
 * @param group its place in the list of groups, from 0; undefined: the member is of none
 */
export function configOfGroup<Config extends Grouped>(
  config: Config,
  group: number | undefined,
): Config {
  const own = group === undefined ? undefined : config.members.groups?.[group];
  if (!own) return config;
  const { network, training, augmentation } = config;
  return {
    ...config,
    network: own.network ?? network,
    training: own.training ?? training,
    augmentation: own.augmentation ?? augmentation,
  };
}

/** The epochs of a member's own. @param group see {@link configOfGroup} */
export function epochsOf(
  config: Grouped,
  { group }: { readonly group?: number | undefined },
): number {
  return configOfGroup(config, group).training.epochs;
}

/** What a member's group is called; undefined where it is of none. */
export function groupNameOf(
  { members }: Pick<Grouped, 'members'>,
  { group }: { readonly group?: number | undefined },
): string | undefined {
  return group === undefined ? undefined : members.groups?.[group]?.name;
}

/** The SHA-256 of the file with a member's predictions, where it was trained elsewhere and has no model. */
export function givenPredictionsOf(
  { members }: Pick<Grouped, 'members'>,
  { group }: { readonly group?: number | undefined },
): string | undefined {
  return group === undefined ? undefined : members.groups?.[group]?.predictionsSha256;
}

/** The SHA-256 of each file with weights that members of a run begin with, or with their predictions. */
export function givenFilesOf({ network, members }: Pick<Grouped, 'network' | 'members'>): string[] {
  const { groups = [] } = members;
  const networks = [network, ...groups.flatMap((group) => group.network ?? [])];
  const weights = networks.flatMap(({ weightsSha256 }) => weightsSha256 ?? []);
  const predictions = groups.flatMap(({ predictionsSha256 }) => predictionsSha256 ?? []);
  return [...new Set([...weights, ...predictions])];
}
