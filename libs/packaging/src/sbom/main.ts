/**
 * `npx nx run chorus:sbom`: writes the bill of materials of what is shipped (CycloneDX, JSON) to
 * `dist/sbom.cdx.json`, or to the file that `--out` names.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { productionFiles } from '../production/production-files.ts';
import { WORKSPACE } from '../production/workspace.ts';
import { billOfMaterials, SBOM_FILE } from './bill-of-materials.ts';
import { readLockFile } from './lock-file.ts';
import { shippedPackages } from './shipped-packages.ts';

const USAGE_ERROR = 2;

const DEFAULT = path.join(WORKSPACE, 'dist', SBOM_FILE);

try {
  const { values } = parseArgs({ options: { out: { type: 'string', default: DEFAULT } } });
  if (values.out === DEFAULT) await mkdir(path.dirname(DEFAULT), { recursive: true });
  const lock = readLockFile(WORKSPACE);
  const packages = shippedPackages(await productionFiles({ withSetUp: true }), lock);
  await writeFile(values.out, billOfMaterials({ lock, packages }));
  process.stdout.write(`${path.relative('.', values.out)}\n`);
} catch (error) {
  if (!(error instanceof Error && 'code' in error)) throw error; // neither a flag nor the disk
  process.stderr.write(`sbom: ${error.message}\n`);
  process.exitCode = USAGE_ERROR;
}
