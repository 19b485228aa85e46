import { status, type ServiceError, type StatusObject } from '@grpc/grpc-js';

/**
 * What can go wrong between a user, the coordinator and a worker.
 *
 * - `invalid`: what was asked makes no sense, now or later; the message names the field.
 * - `not-found`: the run, worker or dataset is not here.
 * - `refused`: it makes sense, but not in this state (an older attempt, another protocol version).
 * - `corrupt`: bytes arrived or lie on disk that are not what their digest says.
 * - `unavailable`: the other side does not answer; trying again may help.
 * - `internal`: a defect of Chorus.
 */
export type ErrorCode =
  'invalid' | 'not-found' | 'refused' | 'corrupt' | 'unavailable' | 'internal';

const STATUS_OF: Record<ErrorCode, status> = {
  invalid: status.INVALID_ARGUMENT,
  'not-found': status.NOT_FOUND,
  refused: status.FAILED_PRECONDITION,
  corrupt: status.DATA_LOSS,
  unavailable: status.UNAVAILABLE,
  internal: status.INTERNAL,
};

/** The most characters of a status: it travels in a header, and what it repeats may be of a peer that means harm. */
const MOST_DETAILS_CHARS = 2_000;

/** The one error of the wire: its message is one line for a person, saying what to do. */
export class ChorusError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ChorusError';
    this.code = code;
  }

  /** Every other error, made one of these: gRPC's by its status, anything else is `internal`. */
  static from(reason: unknown): ChorusError {
    if (reason instanceof ChorusError) return reason;
    if (isServiceError(reason)) {
      return new ChorusError(codeOf(reason.code), reason.details, { cause: reason });
    }
    const message = reason instanceof Error ? reason.message : String(reason);
    return new ChorusError('internal', message, { cause: reason });
  }

  /** The status with which a gRPC handler answers; of a very long message its beginning. */
  toStatus(): Pick<StatusObject, 'code' | 'details'> {
    const { code, message } = this;
    const isLong = message.length > MOST_DETAILS_CHARS;
    const details = isLong ? `${message.slice(0, MOST_DETAILS_CHARS)}…` : message;
    return { code: STATUS_OF[code], details };
  }
}

function codeOf(grpcStatus: status): ErrorCode {
  for (const code of Object.keys(STATUS_OF) as ErrorCode[]) {
    if (STATUS_OF[code] === grpcStatus) return code;
  }
  // Who is not known, or may not: see libs/proto/src/refuse-other-roles.ts.
  if ([status.UNAUTHENTICATED, status.PERMISSION_DENIED].includes(grpcStatus)) return 'refused';
  // A server that stopped while it answered, or an answer that came too late.
  const passing = [status.CANCELLED, status.DEADLINE_EXCEEDED, status.ABORTED, status.UNKNOWN];
  return passing.includes(grpcStatus) ? 'unavailable' : 'internal';
}

function isServiceError(reason: unknown): reason is ServiceError {
  return reason instanceof Error && 'details' in reason && 'code' in reason;
}
