import type { RunMember } from '@chorus/proto';
import type { MemberView } from '@chorus/run-view';
import type { ValidatedMember } from '../arithmetic/read-validated.ts';

/** What a member that is done predicts of held-out samples. @param own what does not differ from attempt to attempt */
export function validatedMember(
  { member, validation }: Pick<MemberView, 'member' | 'validation'>,
  { samples, group }: RunMember,
): ValidatedMember {
  const fold = samples?.fold?.number;
  const { predictionsSha256 } = validation!;
  return {
    member,
    predictionsSha256,
    ...(fold !== undefined && { fold }),
    ...(group !== undefined && { group }),
  };
}
