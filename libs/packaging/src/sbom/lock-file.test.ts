import { expect, test } from 'vitest';
import { WORKSPACE } from '../production/workspace.ts';
import { installedName, readLockFile } from './lock-file.ts';

/** The packages that would run a program when they are installed, which `.npmrc` does not let them. */
const WITH_INSTALL_SCRIPT = [
  ...['@tensorflow/tfjs-node-gpu', 'core-js', 'protobufjs'],
  ...['cpu-features', 'nx', 'ssh2'], // for development alone
];

const lock = readLockFile(WORKSPACE);
const installed = Object.entries(lock).filter(([folder, { link }]) => {
  return installedName(folder) !== undefined && !link;
});
const namesOf = (entries: typeof installed) => entries.map(([folder]) => installedName(folder));

test('every package is known by its SHA-512', () => {
  const withDigest = /(^|\s)sha512-[A-Za-z0-9+/]{86}==($|\s)/;
  expect(installed.length).toBeGreaterThan(500);
  expect(namesOf(installed.filter(([, entry]) => !withDigest.test(entry.integrity ?? '')))).toEqual(
    [],
  );
});

test('no package is fetched from an address of its own, and links lead to projects of the checkout', () => {
  const resolved = Object.entries(lock).filter(([, entry]) => entry.resolved !== undefined);
  const elsewhere = resolved.filter(([, { link, resolved }]) => !link || !lock[resolved!]);
  expect(elsewhere.map(([folder]) => folder)).toEqual([]);
});

test('whatever is asked for is a version of a registry: no Git, no archive, no folder', () => {
  const asked = Object.entries(lock).flatMap(([folder, entry]) =>
    Object.entries({
      ...entry.dependencies,
      ...entry.devDependencies,
      ...entry.optionalDependencies,
    }).map(([name, range]) => ({ folder, name, range })),
  );
  // A range of versions, or another package's name with one.
  const ofRegistry = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?[\w\s.*^~<>=|+-]*$/;
  expect(asked.filter(({ range }) => !ofRegistry.test(range))).toEqual([]);
});

test('no package is new among those that would run a program when they are installed', () => {
  const withScript = namesOf(installed.filter(([, entry]) => entry.hasInstallScript));
  expect([...new Set(withScript)].toSorted()).toEqual(WITH_INSTALL_SCRIPT.toSorted());
});
