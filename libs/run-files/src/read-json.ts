import { ChorusError } from '@chorus/proto';
import { readFileSync } from 'node:fs';

/** What a file holds as JSON. @throws ChorusError `corrupt` in one line, naming the file, when it cannot be read or is none */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // What JSON.parse quotes of the text may have ends of lines.
    const message = (error as Error).message.replace(/\s+/g, ' ');
    throw new ChorusError('corrupt', `${path} cannot be read: ${message}`, { cause: error });
  }
}
