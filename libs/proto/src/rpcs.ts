import { ROLES, type Role } from '@chorus/trust';
import type { v1 } from './definition.ts';

/** What is decided about an RPC apart from its messages. */
export interface RpcFacts {
  /** Who calls it: a user's command, or a worker. What is in no service of the table anybody may ask. */
  readonly caller: 'user' | 'worker';
  /** Who may call it, where callers show who they are: nobody else. `anybody`: also who has nothing to show yet. */
  readonly roles: readonly Role[] | 'anybody';
  /** A query changes nothing, so that it may be asked again; an order changes what the coordinator keeps. */
  readonly effect: 'query' | 'order';
  /** The longest wait for the one answer, in milliseconds; absent where files or events stream, or a session lasts. */
  readonly answerWithinMs?: number;
  /**
   * The longest silence of a caller that streams, in milliseconds: a silent one costs a connection and a file.
   * Absent where callers send one message.
   */
  readonly silenceMs?: number;
  /** The longest time in milliseconds for which a caller may take nothing of a stream that keeps others waiting. */
  readonly stallMs?: number;
}

/** The services' descriptions, by name. */
interface Services {
  readonly RunService: (typeof v1.RunService)['service'];
  readonly WorkerService: (typeof v1.WorkerService)['service'];
  readonly TrustService: (typeof v1.TrustService)['service'];
}

/** The names of a service's RPCs, without the index signature that gRPC's own type adds. */
type RpcOf<Service> = keyof {
  readonly [Rpc in keyof Service as string extends Rpc ? never : Rpc]: true;
};

/** Whoever gives orders may look as well. */
const USERS = ['operator', 'viewer'] as const;
const OPERATORS = ['operator'] as const;
const WORKERS = ['worker'] as const;

const ANSWER_MS = 5_000;
/** The wait for one's turn included. */
const SIGNING_MS = 15_000;

/** A chunk of 1 MiB may take this long over a slow line. */
const CHUNK_MS = 60_000;

/** Every RPC: the one place that says who calls it and who may, whether it changes anything, and what is waited for. */
export const RPCS = {
  RunService: {
    // Reading and checking a dataset may take a slow disk this long.
    SubmitRun: { caller: 'user', effect: 'order', roles: OPERATORS, answerWithinMs: 60_000 },
    ListRuns: { caller: 'user', effect: 'query', roles: USERS, answerWithinMs: ANSWER_MS },
    WatchRun: { caller: 'user', effect: 'query', roles: USERS },
    FetchRunFiles: { caller: 'user', effect: 'query', roles: USERS },
    CancelRun: { caller: 'user', effect: 'order', roles: OPERATORS, answerWithinMs: ANSWER_MS },
    // A run's folder may be gigabytes in thousands of files.
    DeleteRun: { caller: 'user', effect: 'order', roles: OPERATORS, answerWithinMs: 60_000 },
    ListWorkers: { caller: 'user', effect: 'query', roles: USERS, answerWithinMs: ANSWER_MS },
    DrainWorker: { caller: 'user', effect: 'order', roles: OPERATORS, answerWithinMs: ANSWER_MS },
    HasDataset: { caller: 'user', effect: 'query', roles: OPERATORS, answerWithinMs: ANSWER_MS },
    UploadDataset: { caller: 'user', effect: 'order', roles: OPERATORS, silenceMs: CHUNK_MS },
  },
  WorkerService: {
    // Until the worker's Hello; who falls silent later is lost (libs/scheduler/src/leases.ts).
    Connect: { caller: 'worker', effect: 'order', roles: WORKERS, silenceMs: 10_000 },
    FetchDataset: { caller: 'worker', effect: 'query', roles: WORKERS, stallMs: CHUNK_MS },
    UploadArtifact: { caller: 'worker', effect: 'order', roles: WORKERS, silenceMs: CHUNK_MS },
    FetchCheckpoint: { caller: 'worker', effect: 'query', roles: WORKERS },
  },
  TrustService: {
    // Others who join, or whose certificates are renewed, may have their turn before.
    Join: { caller: 'user', effect: 'order', roles: 'anybody', answerWithinMs: SIGNING_MS },
    DescribeLogin: {
      caller: 'user',
      effect: 'query',
      roles: 'anybody',
      answerWithinMs: ANSWER_MS,
    },
    // The coordinator may have to ask the issuer who it is, and for its keys.
    JoinWithIdToken: {
      caller: 'user',
      effect: 'order',
      roles: 'anybody',
      answerWithinMs: 30_000,
    },
    Renew: { caller: 'user', effect: 'order', roles: ROLES, answerWithinMs: SIGNING_MS },
  },
} as const satisfies {
  readonly [Service in keyof Services]: Readonly<Record<RpcOf<Services[Service]>, RpcFacts>>;
};

/** The services that {@link RPCS} describes, with their package, as gRPC names them. */
export const SERVICE_NAMES = Object.keys(RPCS).map((service) => `chorus.v1.${service}`);

/**
 * What is decided about the RPC that a call is of.
 *
 * @param path as gRPC has it: `/chorus.v1.RunService/ListRuns`
 * @returns undefined for a service that is not Chorus's own, such as the health check
 */
export function rpcAt(path: string): RpcFacts | undefined {
  return BY_PATH.get(path);
}

const BY_PATH: ReadonlyMap<string, RpcFacts> = new Map(
  Object.entries(RPCS).flatMap(([service, rpcs]) =>
    Object.entries(rpcs).map(([rpc, facts]) => [`/chorus.v1.${service}/${rpc}`, facts]),
  ),
);

/** What is decided about an RPC, by its name. */
export function rpcNamed(name: RpcName): RpcFacts {
  return BY_NAME.get(name)!;
}

/** No two services have an RPC of one name. */
const BY_NAME: ReadonlyMap<string, RpcFacts> = new Map(
  Object.values(RPCS).flatMap((rpcs) => Object.entries(rpcs)),
);

/** The RPCs of which this is decided. */
type RpcWith<Facts> = {
  [Service in keyof typeof RPCS]: {
    [Rpc in keyof (typeof RPCS)[Service]]: (typeof RPCS)[Service][Rpc] extends Facts ? Rpc : never;
  }[keyof (typeof RPCS)[Service]];
}[keyof typeof RPCS];

export type RpcName = RpcWith<RpcFacts>;
export type QueryRpc = RpcWith<{ readonly effect: 'query' }>;
export type OrderRpc = RpcWith<{ readonly effect: 'order' }>;

/** The RPCs of the run service that have one answer, which is waited for. */
export type UnaryRpc = {
  [Rpc in keyof typeof RPCS.RunService]: (typeof RPCS.RunService)[Rpc] extends {
    readonly answerWithinMs: number;
  }
    ? Rpc
    : never;
}[keyof typeof RPCS.RunService];
