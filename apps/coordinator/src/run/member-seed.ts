import { deriveSeed } from '@chorus/data';
import type { RunConfig } from '@chorus/proto';

/** The seed of a member, which counts from 1: a function of the run's seed. */
export function memberSeed({ seed }: Pick<RunConfig, 'seed'>, member: number): number {
  return deriveSeed(seed, 'member', member);
}
