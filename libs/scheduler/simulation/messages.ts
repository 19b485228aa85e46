import type { AttemptRef } from '../src/attempt.ts';
import type { Report, WorkerRef } from '../src/events.ts';
import type { CheckpointRef } from '../src/member.ts';
import type { Connection } from './connection.ts';

/** What a simulated worker says. A file travels whole. */
export type WorkerMessage =
  | {
      readonly type: 'hello';
      readonly worker: WorkerRef;
      readonly slots: number;
      readonly deviceKind: string;
      readonly held: readonly AttemptRef[];
    }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'drain-me' }
  | { readonly type: 'leaving' }
  | {
      readonly type: 'upload';
      readonly ref: AttemptRef;
      readonly epoch: number;
      readonly weights: number;
    }
  | {
      readonly type: 'report';
      readonly ref: AttemptRef;
      readonly sequence: number;
      readonly report: Report;
    };

/** What the coordinator says. */
export type CoordinatorMessage =
  | {
      readonly type: 'assign';
      readonly ref: AttemptRef;
      readonly resume: CheckpointRef | undefined;
      readonly epochs: number;
      readonly seed: number;
      readonly checkpointAtEnd: boolean;
    }
  | { readonly type: 'stop'; readonly ref: AttemptRef }
  | { readonly type: 'acknowledge'; readonly ref: AttemptRef; readonly sequence: number }
  /** The file is on the coordinator's disk. */
  | { readonly type: 'uploaded'; readonly ref: AttemptRef; readonly epoch: number }
  | { readonly type: 'drain' }
  /** It must not come back. */
  | { readonly type: 'refused' };

export type Link = Connection<WorkerMessage, CoordinatorMessage>;
