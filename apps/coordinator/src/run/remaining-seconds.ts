import { epochsOf } from '@chorus/proto';
import type { MemberView, RunView } from '@chorus/run-view';
import { lowerMedian } from '@chorus/scheduler';

/**
 * Time on devices that the members not done would still take: their epochs, at the median of those trained by their
 * group, or where it has trained none, by any. With backups, of the members nearest to their end, as many as are still
 * to count.
 */
export function remainingSeconds({ config, members }: Pick<RunView, 'config' | 'members'>): number {
  const missing = config.members.count - members.filter(({ phase }) => phase === 'done').length;
  const epochSeconds = new Map(
    [...Map.groupBy(members, ({ group }) => group)].map(([group, own]) => [group, medianOf(own)]),
  );
  const anywhere = medianOf(members) ?? 0;
  return members
    .filter(({ phase }) => !['done', 'failed', 'cancelled'].includes(phase))
    .map((member) => {
      const epochs = epochsOf(config, member) - member.epochs.length;
      return epochs * (epochSeconds.get(member.group) ?? anywhere);
    })
    .toSorted((one, other) => one - other)
    .slice(0, missing)
    .reduce((sum, seconds) => sum + seconds, 0);
}

function medianOf(members: readonly MemberView[]): number | undefined {
  return lowerMedian(members.flatMap(({ epochs }) => epochs.map(({ seconds }) => seconds)));
}
