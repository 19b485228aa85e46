import { isatty } from 'node:tty';
import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { harmlessLine } from './harmless-line.ts';
import type { LogContext } from './log-line.ts';

/** A pipe, or a terminal, that was closed. */
const NOBODY_READS: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

export type Log = Logger;

export type LogStream = DestinationStream & { readonly isTTY: boolean };

export interface LogOptions {
  /** The program's name. */
  readonly name: string;
  /** The stream that is written to; default: standard error. */
  readonly stream?: LogStream;
  readonly environment: NodeJS.ProcessEnv;
  /** What a person need not be told in every line. Default: nothing. */
  readonly implied?: keyof LogContext;
}

/**
 * A log at level `info`: lines for a person on a terminal, elsewhere one JSON object per line with
 * `level`, `time` (ISO 8601), `name`, what {@link LogContext} has, and `msg`. Lines are written at
 * once, so that none is lost when the process exits; when nobody reads them any more they are dropped.
 */
export function createLog({
  name,
  environment,
  implied,
  stream = standardError(),
}: LogOptions): Log {
  const options = {
    base: { name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (!stream.isTTY) return pino(options, stream);
  const toText = prettyFactory({
    colorize: !environment['NO_COLOR'],
    // Its own colour cannot be read on every background.
    customColors: 'message:reset',
    useOnlyCustomProps: false,
    include: 'level,time,err',
    translateTime: 'UTC:HH:MM:ss',
    customPrettifiers: { level: (_, __, ___, { labelColorized }) => labelColorized.toLowerCase() },
    messageFormat: (line, messageKey) =>
      harmlessLine(
        `${subjectOf({ ...line, ...(implied && { [implied]: undefined }) })}${line[messageKey]}`,
      ),
  });
  return pino(options, { write: (line) => stream.write(toText(line)) });
}

/** Standard error, but not as `process.stderr`: that of a socket still has lines to write when the process exits. */
function standardError(): LogStream {
  const fd = 2;
  const stream = destination({ dest: fd, sync: true });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!NOBODY_READS.includes(error.code)) throw error;
  });
  return Object.assign(stream, { isTTY: isatty(fd) });
}

/** `run 20261124-121844-4e6e member 1 attempt 2: `; empty when the line is about nothing of these. */
export function subjectOf(context: LogContext): string {
  const parts = (['run', 'member', 'attempt', 'worker'] as const)
    .filter((name) => context[name] !== undefined)
    .map((name) => `${name} ${context[name]}`);
  return parts.length > 0 ? `${parts.join(' ')}: ` : '';
}
