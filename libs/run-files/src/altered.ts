import { ChorusError } from '@chorus/proto';

/** How it is said that a file, or a line of one, is not what the run wrote. @param problem how that shows */
export function alteration(path: string, problem: string): string {
  return `${path} was altered: ${problem}`;
}

/** The error `corrupt` about {@link alteration}. */
export function altered(path: string, problem: string): ChorusError {
  return new ChorusError('corrupt', alteration(path, problem));
}
