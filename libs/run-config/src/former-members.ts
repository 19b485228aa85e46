import type { RunConfig } from './run-config.ts';
import { resolveMember, type RunMember } from './run-member.ts';

/**
 * The members of a run of which a journal or events.jsonl holds nothing but their seeds: those of a chain
 * continued each other, as the configuration says.
 *
 * @param config lifted, if an older version wrote it
 */
export function liftMembers(config: RunConfig, memberSeeds: readonly number[]): RunMember[] {
  return memberSeeds.map((seed, index) => ({ ...resolveMember(config, index + 1), seed }));
}
