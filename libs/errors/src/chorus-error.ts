import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';

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

/** How gRPC calls a server's wish that a call be made again after so many milliseconds. */
const PUSHBACK = 'grpc-retry-pushback-ms';

/** What is known of an error apart from its message. */
export interface ChorusErrorOptions extends ErrorOptions {
  /** See {@link ChorusError.retryAfterMs}. */
  readonly retryAfterMs?: number | undefined;
}

/** The one error of the wire: its message is one line for a person, saying what to do. */
export class ChorusError extends Error {
  readonly code: ErrorCode;
  /**
   * Of `unavailable`: the other side is there, has no room now, and asks to be called again after so many milliseconds. Undefined where it
   * may not be there at all.
   */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: ChorusErrorOptions = {}) {
    super(message, options);
    this.name = 'ChorusError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Every other error, made one of these: gRPC's by its status, anything else is `internal`. */
  static from(reason: unknown): ChorusError {
    if (reason instanceof ChorusError) return reason;
    if (isServiceError(reason)) {
      const retryAfterMs = pushbackOf(reason);
      return new ChorusError(codeOf(reason.code), reason.details, { cause: reason, retryAfterMs });
    }
    const message = reason instanceof Error ? reason.message : String(reason);
    return new ChorusError('internal', message, { cause: reason });
  }

  /**
   * The status with which a gRPC handler answers; of a very long message its beginning. gRPC writes it as a URI would be, which ends the program for
   * half a character: a peer's JSON may bring some, and a cut may leave some.
   */
  toStatus(): Pick<StatusObject, 'code' | 'details'> & { readonly metadata?: Metadata } {
    const { code, message, retryAfterMs } = this;
    const isLong = message.length > MOST_DETAILS_CHARS;
    const details = isLong ? `${message.slice(0, MOST_DETAILS_CHARS)}…` : message;
    const told = { code: STATUS_OF[code], details: details.toWellFormed() };
    if (retryAfterMs === undefined) return told;
    const metadata = new Metadata();
    metadata.set(PUSHBACK, String(retryAfterMs));
    return { ...told, metadata };
  }
}

function pushbackOf({ metadata }: ServiceError): number | undefined {
  const [text] = metadata?.get(PUSHBACK) ?? [];
  const ms = text === undefined ? NaN : Number(text);
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
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
