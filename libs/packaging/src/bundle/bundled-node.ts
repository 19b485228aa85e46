import { NODE_PACKAGE } from '@chorus/command-line/launch';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Adds Node to a staged bundle, with its licence: the one that npm has installed beside Chorus, which is
 * the same everywhere, or else the one that runs this.
 *
 * @returns the program
 */
export async function addNode(bundle: string): Promise<string> {
  const program = findNode();
  await mkdir(path.join(bundle, 'node', 'bin'), { recursive: true });
  await symlink(program, path.join(bundle, 'node', 'bin', 'node'));
  const licence = path.join(path.dirname(program), '..', 'LICENSE');
  if (existsSync(licence)) await copyFile(licence, path.join(bundle, 'node', 'LICENSE'));
  return program;
}

function findNode(): string {
  const name = NODE_PACKAGE[`${process.platform}-${process.arch}`];
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/node`);
  } catch {
    return process.execPath;
  }
}
