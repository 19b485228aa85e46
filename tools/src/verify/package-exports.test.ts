import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const WORKSPACE_ROOT = path.resolve(import.meta.dirname, '../../..');

/** What others may import from, or run of, a package: paths below its folder. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

const manifests = globSync('{apps,libs}/*/package.json', { cwd: WORKSPACE_ROOT });

test.for([...manifests, 'tools/package.json'])('%s names files that are there', (manifest) => {
  const file = path.join(WORKSPACE_ROOT, manifest);
  const { exports = {}, bin = {} } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const named = [...Object.values(exports), ...Object.values(bin)];
  expect(named.filter((target) => !existsSync(path.join(path.dirname(file), target)))).toEqual([]);
});
