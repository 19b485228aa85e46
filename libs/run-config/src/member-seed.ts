import { deriveSeed } from '@chorus/data';
import type { RunConfig } from './run-config.ts';

/**
 * The seed of a member, which counts from 1: a function of the run's seed. Snapshots of one training
 * all have the first one's.
 */
export function memberSeed(
  { members: { seed, snapshots } }: Pick<RunConfig, 'members'>,
  member: number,
): number {
  return deriveSeed(seed, 'member', snapshots ? 1 : member);
}
