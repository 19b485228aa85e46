import { ChorusError } from '@chorus/proto';
import { parseToken, type JoinToken } from '@chorus/trust';
import { readFileSync } from 'node:fs';

/** Holds a token, so that it need not stand on a command line, which everybody who lists processes sees. */
export const TOKEN_VARIABLE = 'CHORUS_JOIN_TOKEN';

/** Where a token may stand. */
export interface TokenFlags {
  readonly join?: string;
  readonly joinFile?: string;
}

/**
 * The token that a worker was given: on the command line, in a file, or in the environment; undefined: none.
 *
 * @throws ChorusError `invalid` for what is no token, or a file that cannot be read
 */
export function readToken(
  { join, joinFile }: TokenFlags,
  environment: NodeJS.ProcessEnv,
): JoinToken | undefined {
  if (join !== undefined && joinFile !== undefined) {
    throw new ChorusError('invalid', '--join and --join-file exclude each other: give one');
  }
  const text = join ?? (joinFile === undefined ? environment[TOKEN_VARIABLE] : readFile(joinFile));
  return text ? parseToken(text) : undefined;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { message } = cause as Error;
    throw new ChorusError('invalid', `--join-file cannot be read: ${message}`, { cause });
  }
}
