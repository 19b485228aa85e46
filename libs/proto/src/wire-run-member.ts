import type { RunMember } from '@chorus/run-config/document';
import type { MemberSamples__Output } from './generated/chorus/v1/MemberSamples.ts';
import type {
  RunMember as WireRunMember,
  RunMember__Output,
} from './generated/chorus/v1/RunMember.ts';

/** A member as a message holds it: what is absent is left out. */
export function decodeRunMember({
  seed,
  continues,
  group,
  samples,
  part,
}: RunMember__Output): RunMember {
  return {
    seed,
    ...(continues && { continues }),
    ...(typeof group === 'number' && { group }),
    ...(samples && { samples: decodeSamples(samples) }),
    ...(part && { part }),
  };
}

function decodeSamples({ fold, share, bootstrap }: MemberSamples__Output): RunMember['samples'] {
  return {
    ...(fold && { fold }),
    ...(share > 0 && { share }),
    ...(bootstrap && { bootstrap: true }),
  };
}

/** The member as a message holds it. */
export function encodeRunMember({
  seed,
  continues,
  group,
  samples,
  part,
}: RunMember): WireRunMember {
  return {
    seed,
    ...(continues && { continues }),
    ...(group !== undefined && { group }),
    ...(samples && { samples: samples as WireRunMember['samples'] & object }),
    ...(part && { part }),
  };
}
