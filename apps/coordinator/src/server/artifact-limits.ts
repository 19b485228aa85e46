/** What an attempt's files can be, by the configuration of its run. */
import { sizeInWords } from '@chorus/data';
import {
  ChorusError,
  configOfGroup,
  epochsOf,
  MOST_HEADER_BYTES,
  mostCheckpointBytes,
  weightsBytes,
  type ArtifactHeader,
} from '@chorus/proto';
import type { Run } from '../run/run.ts';

/** Files of a kind that an attempt brings, at most: some are made again when its dataset was found damaged. */
const TRIES = 2;

/** Checks that no file is larger than its member's network can make it. @throws ChorusError `invalid` */
export function requireBoundedSize(
  { kind, sizeBytes }: ArtifactHeader,
  run: Run,
  member: number,
): void {
  const { network } = configOfGroup(run.config, run.resolved(member).group);
  const most = mostBytes(kind, network);
  if (sizeBytes <= most) return;
  const problem = `${wordsOf(kind)} of ${sizeBytes} bytes is too large`;
  const why = `of a network of ${network.parameters} parameters it has ${sizeInWords(most)} at most`;
  throw new ChorusError('invalid', `${problem}: ${why}`);
}

/** How many files of a kind, with different contents, an attempt may bring. */
export function mostFiles({ kind }: ArtifactHeader, run: Run, member: number): number {
  if (kind !== 'ARTIFACT_KIND_CHECKPOINT') return TRIES;
  return TRIES * (epochsOf(run.config, run.resolved(member)) + 1);
}

function mostBytes(kind: ArtifactHeader['kind'], network: { readonly parameters: number }): number {
  switch (kind) {
    case 'ARTIFACT_KIND_CHECKPOINT':
      return mostCheckpointBytes(network);
    case 'ARTIFACT_KIND_MODEL_WEIGHTS':
      return weightsBytes(network) + MOST_HEADER_BYTES;
    default:
      return MOST_HEADER_BYTES;
  }
}

function wordsOf(kind: ArtifactHeader['kind']): string {
  return kind === 'ARTIFACT_KIND_CHECKPOINT' ? 'a checkpoint' : "a model's file";
}
