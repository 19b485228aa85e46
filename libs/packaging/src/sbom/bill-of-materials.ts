import { NODE_PACKAGE } from '@chorus/command-line/launch';
import { pinnedWheels, wheelPlatforms, type Flavour, type PinnedWheel } from '@chorus/tensorflow';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseLicence from 'spdx-expression-parse';
import { installedName, resolveLocked, type LockedPackage, type LockFile } from './lock-file.ts';

/** The name of the file with the bill of materials, beside the programs that are shipped. */
export const SBOM_FILE = 'sbom.cdx.json';

/** What Chorus consists of: the folders of the packages that are shipped, and the lock file that knows them. */
export interface Materials {
  readonly lock: LockFile;
  /** Folders of installed packages, keys of the lock file. */
  readonly packages: readonly string[];
}

const licences = new Contrib.License.Factories.LicenseFactory(parseLicence);

/**
 * The bill of materials of what is shipped, in CycloneDX 1.6: every package by its version and the
 * SHA-512 that npm checks, with the packages that it needs; Node for every platform, likewise; and
 * TensorFlow's wheels by the SHA-256 that the set-up checks. The same checkout gives the same bytes.
 *
 * @returns JSON
 */
export function billOfMaterials({ lock, packages }: Materials): string {
  const bom = new Models.Bom();
  const root = lock['']!;
  const chorus = new Models.Component(Enums.ComponentType.Application, 'chorus', {
    bomRef: `chorus@${root.version}`,
    ...(root.version !== undefined && { version: root.version }),
    licenses: licencesOf(root),
  });
  bom.metadata.component = chorus;
  const components = new Map(packages.map((folder) => [folder, packageComponent(folder, lock)]));
  for (const name of Object.values(NODE_PACKAGE)) {
    const folder = `node_modules/${name}`;
    components.set(folder, packageComponent(folder, lock, Enums.ComponentType.Platform));
  }
  for (const component of components.values()) bom.components.add(component);
  for (const [folder, entry] of Object.entries(lock)) {
    const needer = installedName(folder) === undefined ? chorus : components.get(folder);
    for (const name of needer ? namesOfNeeded(entry) : []) {
      const needed = components.get(resolveLocked(lock, name, folder) ?? '');
      if (needed) needer!.dependencies.add(needed.bomRef);
    }
  }
  for (const wheel of wheelComponents()) {
    bom.components.add(wheel);
    chorus.dependencies.add(wheel.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The page's packages are needed to develop it: its folder lists them so. */
function namesOfNeeded(entry: LockedPackage): string[] {
  const { dependencies, devDependencies, optionalDependencies } = entry;
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
}

function packageComponent(
  folder: string,
  lock: LockFile,
  type = Enums.ComponentType.Library,
): Models.Component {
  const entry = lock[folder];
  if (!entry?.version) throw new Error(`package-lock.json has no ${folder}: run 'npm install'`);
  const [name, group] = installedName(folder)!.split('/').toReversed();
  const purl = new PackageURL('npm', group, name!, entry.version).toString();
  return new Models.Component(type, name!, {
    // One version may lie in several folders.
    bomRef: `${purl}#${folder}`,
    ...(group !== undefined && { group }),
    version: entry.version,
    purl,
    hashes: new Models.HashDictionary(digestsOf(entry)),
    licenses: licencesOf(entry),
    ...(type === Enums.ComponentType.Platform && { scope: Enums.ComponentScope.Optional }),
  });
}

function digestsOf({ integrity = '' }: LockedPackage): [Enums.HashAlgorithm, string][] {
  const digest = /sha512-(\S+)/.exec(integrity)?.[1];
  if (digest === undefined) return [];
  return [[Enums.HashAlgorithm['SHA-512'], Buffer.from(digest, 'base64').toString('hex')]];
}

function licencesOf({ license }: LockedPackage): Models.LicenseRepository {
  return new Models.LicenseRepository(license ? [licences.makeFromString(license)] : []);
}

function wheelComponents(): Models.Component[] {
  return wheelPlatforms().flatMap((platform) => {
    const sets = Object.entries(pinnedWheels(platform)) as [Flavour, readonly PinnedWheel[]][];
    return sets.flatMap(([flavour, wheels]) =>
      wheels.map((wheel) => wheelComponent(wheel, platform, flavour)),
    );
  });
}

function wheelComponent(wheel: PinnedWheel, platform: string, flavour: Flavour): Models.Component {
  const { project, version, fileName, sha256 } = wheel;
  const file = { file_name: fileName };
  const purl = new PackageURL('pypi', undefined, project, version, file).toString();
  return new Models.Component(Enums.ComponentType.Library, project, {
    bomRef: purl,
    version,
    purl,
    scope: Enums.ComponentScope.Optional,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha256]]),
    properties: new Models.PropertyRepository([
      new Models.Property('chorus:platform', platform),
      new Models.Property('chorus:flavour', flavour),
    ]),
  });
}
