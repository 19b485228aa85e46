import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writePrivateFile } from './key-file.ts';

/** Records as files of JSON, each in a part of a folder and under a name there; nobody else reads them. */
export class RecordFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  names(part: string): string[] {
    return readdirSync(join(this.#folder, part))
      .filter((name) => name.endsWith('.json'))
      .map((name) => basename(name, '.json'));
  }

  /** Whether these parts are there. */
  hasParts(...parts: readonly string[]): boolean {
    return parts.every((part) => existsSync(join(this.#folder, part)));
  }

  all<Content>(part: string): Content[] {
    return this.names(part).map((name) => this.read<Content>(part, name)!);
  }

  has(part: string, name: string): boolean {
    return existsSync(this.#path(part, name));
  }

  read<Content>(part: string, name: string): Content | undefined {
    if (!this.has(part, name)) return undefined;
    return JSON.parse(readFileSync(this.#path(part, name), 'utf8')) as Content;
  }

  /** @throws Error of the system */
  write(part: string, name: string, content: object): void {
    writePrivateFile(this.#path(part, name), `${JSON.stringify(content)}\n`);
  }

  #path(part: string, name: string): string {
    return join(this.#folder, part, `${name}.json`);
  }
}
