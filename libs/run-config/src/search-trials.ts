/** The trials of a search: groups of members whose settings are drawn. */
import { SeededRandom } from '@chorus/data';
import { GROUP_SECTIONS, type GroupSection, type MemberGroup } from './member-groups.ts';
import type { RunDocument } from './run-document.ts';
import type { SearchRange } from './search-section.ts';
import { settingAt } from './settings.ts';

/** Digits of what is drawn: as many as people write down. */
const DIGITS = 6;

/** What a trial's settings are, by their places. */
export type TrialValues = Readonly<Record<string, unknown>>;

/** A group of members as somebody writes it, or a trial. */
export type GroupOrTrial = MemberGroup & {
  /** What was drawn for a trial. */
  readonly values?: TrialValues;
};

/** What each trial draws: a function of the run's seed, the number of the trial and the place of the setting. */
export function trialValues({
  search,
  seed,
}: Pick<RunDocument['members'], 'search' | 'seed'>): TrialValues[] {
  const { trials = 0, ranges = {} } = search ?? {};
  return Array.from({ length: trials }, (_, index) =>
    Object.fromEntries(
      Object.entries(ranges).map(([path, range]) => {
        const random = SeededRandom.from(seed, 'search', index + 1, path);
        return [path, draw(range, random, settingAt(path)?.json.type === 'integer')];
      }),
    ),
  );
}

/** The name of a trial. @param index from 0 */
export function trialName(index: number): string {
  return `trial ${index + 1}`;
}

/** The trials of a search as groups, with as many members each as there are folds; none where nothing is searched. */
export function trialsOf(document: RunDocument): GroupOrTrial[] {
  return trialValues(document.members).map((values, index) => ({
    name: trialName(index),
    count: document.members.folds ?? 1,
    values,
    ...sectionsOf(values, document),
  }));
}

function sectionsOf(values: TrialValues, document: RunDocument): Partial<MemberGroup> {
  const entries = GROUP_SECTIONS.flatMap((section) => {
    const drawn = within(values, section);
    if (Object.keys(drawn).length === 0) return [];
    // A group's network is whole: a trial's is the run's with what is drawn.
    return [[section, section === 'network' ? { ...document.network, ...drawn } : drawn]];
  });
  const dataShare = values['members.dataShare'];
  return {
    ...Object.fromEntries(entries),
    ...(dataShare !== undefined && { dataShare }),
  } as Partial<MemberGroup>;
}

function within(values: TrialValues, section: GroupSection): Record<string, unknown> {
  const prefix = `${section}.`;
  const own = Object.entries(values).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(own.map(([path, value]) => [path.slice(prefix.length), value]));
}

/** @param isWhole whole numbers are drawn, both ends as often as those between */
function draw(range: SearchRange, random: SeededRandom, isWhole: boolean): unknown {
  if ('choice' in range) return range.choice[random.below(range.choice.length)];
  const isLog = 'log' in range;
  const [low, high] = (isLog ? range.log : range.uniform) as [number, number];
  const margin = isWhole ? 0.5 : 0;
  const value = isLog
    ? Math.exp(random.uniform(Math.log(low - margin), Math.log(high + margin)))
    : random.uniform(low - margin, high + margin);
  const rounded = isWhole ? Math.round(value) : Number(value.toPrecision(DIGITS));
  return Math.min(Math.max(rounded, low), high);
}
