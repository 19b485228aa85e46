// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Continuation as _chorus_v1_Continuation, Continuation__Output as _chorus_v1_Continuation__Output } from '../../chorus/v1/Continuation.ts';
import type { MemberSamples as _chorus_v1_MemberSamples, MemberSamples__Output as _chorus_v1_MemberSamples__Output } from '../../chorus/v1/MemberSamples.ts';
import type { TestPart as _chorus_v1_TestPart, TestPart__Output as _chorus_v1_TestPart__Output } from '../../chorus/v1/TestPart.ts';

/**
 * What a member of a run does not share with the others.
 */
export interface RunMember {
  'seed'?: (number);
  /**
   * The member where it begins, which leaves a checkpoint to resume from; absent when it begins at the start.
   */
  'continues'?: (_chorus_v1_Continuation | null);
  /**
   * Its group's place in the configuration's list of groups, from 0; absent when the run's members are alike.
   */
  'group'?: (number);
  /**
   * Which of the training samples it is trained on; absent: all that are not held out for everybody.
   */
  'samples'?: (_chorus_v1_MemberSamples | null);
  /**
   * Which part of the test samples it predicts, in a run that only predicts; absent: all.
   */
  'part'?: (_chorus_v1_TestPart | null);
  '_group'?: "group";
}

/**
 * What a member of a run does not share with the others.
 */
export interface RunMember__Output {
  'seed': (number);
  /**
   * The member where it begins, which leaves a checkpoint to resume from; absent when it begins at the start.
   */
  'continues': (_chorus_v1_Continuation__Output | null);
  /**
   * Its group's place in the configuration's list of groups, from 0; absent when the run's members are alike.
   */
  'group'?: (number);
  /**
   * Which of the training samples it is trained on; absent: all that are not held out for everybody.
   */
  'samples': (_chorus_v1_MemberSamples__Output | null);
  /**
   * Which part of the test samples it predicts, in a run that only predicts; absent: all.
   */
  'part': (_chorus_v1_TestPart__Output | null);
  '_group'?: "group";
}
