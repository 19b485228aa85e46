import type { RunMember } from '@chorus/run-config/document';
import type { RunMember__Output } from './generated/chorus/v1/RunMember.ts';

/** A member as a message holds it: what is absent is left out. */
export function decodeRunMember({ seed, continues }: RunMember__Output): RunMember {
  return { seed, ...(continues && { continues }) };
}
