import { inspect } from 'node:util';

/** Which program it happened in. */
export interface ProgramFacts {
  /** `chorus` or `chorus-worker`. */
  readonly program: string;
  /** Its version, if it knows it. */
  readonly version?: string;
  /** The command line without the interpreter and the script. */
  readonly args: readonly string[];
}

/** What a program exits with after an error that nobody has foreseen: EX_SOFTWARE of sysexits(3). */
export const DEFECT_STATUS = 70;

/**
 * What a program prints of an error that nobody has foreseen: everything that a bug report needs, the
 * stack and the causes of the error included.
 */
export function describeDefect(error: unknown, { program, version, args }: ProgramFacts): string {
  const message = error instanceof Error ? error.message : String(error);
  const name = version === undefined ? program : `${program} ${version}`;
  const { versions, platform, arch } = process;
  const lines = [
    `${program}: ${message.split('\n')[0]}`,
    'This is a defect of Chorus. Please report it, with these lines:',
    `${name}, Node ${versions.node}, ${platform}-${arch}; called as: ${[program, ...args].join(' ')}`,
    inspect(error),
    '',
  ];
  return withoutTokens(lines.join('\n'));
}

/** A text without what lets somebody in, such as a command line that people are asked to publish. */
export function withoutTokens(text: string): string {
  return text.replaceAll(/(chorus-token-\d+\.)[\w.-]{16,}/g, '$1…');
}

/**
 * Whether the operating system refused something, such as a file or a socket, and nobody has said so in
 * better words: no defect of the program.
 */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
