import type { RunConfig, SettledGroup } from '@chorus/proto';
import {
  configOfGroup,
  epochsOf,
  givenPredictionsOf,
  groupNameOf,
} from '@chorus/run-config/config-of-group';
import { formatCount } from './format.ts';
import { describeNetwork } from './network-words.ts';
import type { MemberView } from './run-view.ts';
import { describeSearch } from './search-words.ts';

/** The one that is not worth a word. */
const DEFAULT_OPTIMIZER = 'adam';

/** More groups are only counted. */
const MOST_NAMED = 5;

/**
 * What a run's members are and how they are trained, each in a line of text: one where they are alike, else one of each
 * group, such as `2 members 'wide': cnn of 97,030 parameters, 5 epochs, batch 100, learning rate 0.001`. A search has
 * many groups, and says what it draws.
 */
export function describeMembers(config: RunConfig): string[] {
  const { groups } = config.members;
  const search = describeSearch(config);
  if (search !== undefined) return [describeTraining(config), search];
  if (!groups) return [describeTraining(config)];
  const { lines, shown } = describeTaken(config, groups.entries().toArray());
  const named = shown.slice(0, MOST_NAMED).map(([group, { name, count, dataShare }]) => {
    const share = dataShare === undefined ? '' : `, ${dataShare} of the training samples`;
    if (givenPredictionsOf(config, { group }) !== undefined) {
      return `1 member '${name}': only predictions`;
    }
    const training = describeTraining(configOfGroup(config, group));
    return `${formatCount(count, 'member')} '${name}': ${training}${share}`;
  });
  const more = shown.length - named.length;
  return [...lines, ...named, ...(more > 0 ? [`and ${formatCount(more, 'more group')}`] : [])];
}

type PlacedGroup = readonly [place: number, group: SettledGroup];

/** Members of a run that is extended, in one line, and the groups that are left to be told of. */
function describeTaken(
  { members }: RunConfig,
  groups: readonly PlacedGroup[],
): { readonly lines: readonly string[]; readonly shown: readonly PlacedGroup[] } {
  if (members.extends === undefined) return { lines: [], shown: groups };
  const shown = groups.filter(([, { from }]) => from === undefined);
  const taken = formatCount(groups.length - shown.length, 'member');
  return { lines: [`${taken} of run ${members.extends}, which this one extends`], shown };
}

function describeTraining({ network, training }: RunConfig): string {
  const { epochs, batchSize, learningRate } = training;
  if (epochs === 0) return `${describeNetwork(network)}, trained elsewhere`;
  const optimizer = training.optimizer === DEFAULT_OPTIMIZER ? '' : `${training.optimizer}, `;
  return (
    `${describeNetwork(network)}, ${formatCount(epochs, 'epoch')}, batch ${batchSize}, ` +
    `${optimizer}learning rate ${learningRate}`
  );
}

/** How people are told of a member: by its number, and its group's name if it has one. */
export function nameMember(
  config: RunConfig,
  member: Pick<MemberView, 'member' | 'group'>,
): string {
  const group = groupNameOf(config, member);
  return `member ${member.member}${group === undefined ? '' : ` (${group})`}`;
}

/** The epochs of the member that has most. */
export function mostEpochs(config: RunConfig): number {
  const groups = config.members.groups ?? [];
  const all = groups.map((_, group) => epochsOf(config, { group }));
  return all.length > 0 ? Math.max(...all) : config.training.epochs;
}
