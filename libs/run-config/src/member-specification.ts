import { z } from 'zod';
import { configOfGroup, givenPredictionsOf } from './config-of-group.ts';
import { memberTraining, runConfigSchema, type RunConfig } from './run-config.ts';
import { runMemberSchema, type RunMember } from './run-member.ts';

const { version, dataset, preparation, augmentation, network, prediction, execution } =
  runConfigSchema.shape;
const training = memberTraining;

/**
 * All that a member's bits depend on: whoever has the dataset of this fingerprint, and the last checkpoint
 * of the member that it continues, can compute it again. Whole sections, so that a new setting is in them
 * already.
 */
export const memberSpecificationSchema = z.strictObject({
  ...runMemberSchema.shape,
  /** The SHA-256 of the file with its predictions, where these are all that there is of it. */
  predictionsSha256: network.shape.weightsSha256,
  ...{ version, dataset, preparation, augmentation, network, training, prediction, execution },
});

export type MemberSpecification = z.output<typeof memberSpecificationSchema>;

/** The specification of a run's member: what is its own, its group's, and what it shares with all others. */
export function specifyMember(config: RunConfig, member: RunMember): MemberSpecification {
  const { version, dataset, preparation, augmentation, network, training, prediction, execution } =
    configOfGroup(config, member.group);
  const predictionsSha256 = givenPredictionsOf(config, member);
  return {
    ...member,
    ...(predictionsSha256 !== undefined && { predictionsSha256 }),
    ...{ version, dataset, preparation, augmentation, network, training, prediction, execution },
  };
}
