import { givenTraining } from './given-training.ts';
import { networkSection } from './network-section.ts';
import {
  GROUP_SECTIONS,
  groupName,
  isPredictionsFile,
  modelFileOf,
  type GroupSection,
  type MemberGroup,
} from './member-groups.ts';
import type { PlacedDocument } from './resolve-config.ts';
import type { RunDocument } from './run-document.ts';
import { trialsOf, type GroupOrTrial } from './search-trials.ts';
import type { SettingPath } from './settings.ts';

/** A group of members, and the configuration as it holds for them. */
export interface ResolvedGroup {
  readonly name: string;
  readonly group: GroupOrTrial;
  readonly config: PlacedDocument;
}

/** The groups of a configuration, or the trials of its search, each with the run's settings and its own before them; none where members are alike. */
export function resolvedGroups({ document, place }: PlacedDocument): ResolvedGroup[] {
  const { groups = trialsOf(document) } = document.members;
  return groups.map((group: GroupOrTrial, index) => ({
    name: groupName(group, index),
    group,
    config: {
      document: documentOfGroup(document, group),
      place(path, within = []) {
        if (group.values) {
          const isDrawn = Object.hasOwn(group.values, path);
          return isDrawn ? place('members.search', ['ranges', path]) : place(path, within);
        }
        if (group.from !== undefined && path === 'network.model') {
          return place('members.groups', [index, 'from']);
        }
        const own = ownPath(group, path);
        return own ? place('members.groups', [index, ...own, ...within]) : place(path, within);
      },
    },
  }));
}

/** A network is one thing: a group's is not made of the run's. */
function documentOfGroup(document: RunDocument, group: MemberGroup): RunDocument {
  const { dataShare = document.members.dataShare, from } = group;
  if (from !== undefined) return documentOfGiven(document, from);
  return {
    ...document,
    network: group.network ? networkSection.parse(group.network) : document.network,
    training: { ...document.training, ...group.training },
    augmentation: { ...document.augmentation, ...group.augmentation },
    members: { ...document.members, dataShare },
  } as RunDocument;
}

/** A member that was trained elsewhere begins with its weights, if there are any, and is trained for no epochs. */
function documentOfGiven(document: RunDocument, from: string): RunDocument {
  const { dataShare: _, ...members } = document.members;
  return {
    ...document,
    // Predictions have no network, and take the run's place for one.
    network: isPredictionsFile(from)
      ? document.network
      : networkSection.parse({ model: modelFileOf(from) }),
    training: givenTraining(document.training.batchSize),
    members,
  } as RunDocument;
}

/** Where in a group a setting stands; undefined where the run says it. */
function ownPath(group: MemberGroup, path: SettingPath): string[] | undefined {
  if (path === 'members.dataShare') {
    return group.dataShare === undefined ? undefined : ['dataShare'];
  }
  const [section, key] = path.split('.') as [GroupSection, string];
  const isOwn = GROUP_SECTIONS.includes(section) && group[section] !== undefined;
  if (!isOwn || (section !== 'network' && !Object.hasOwn(group[section]!, key))) return undefined;
  return Object.hasOwn(group[section]!, key) ? [section, key] : [section];
}
