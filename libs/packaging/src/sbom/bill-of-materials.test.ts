import { NODE_PACKAGE } from '@chorus/command-line/launch';
import { pinnedWheels } from '@chorus/tensorflow';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, test } from 'vitest';
import { WORKSPACE } from '../production/workspace.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { readLockFile } from './lock-file.ts';
import { shippedPackages } from './shipped-packages.ts';

interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
}

const lock = readLockFile(WORKSPACE);
const grpc = 'node_modules/@grpc/grpc-js';
const packages = shippedPackages([`${grpc}/build/src/index.js`], lock);
const text = billOfMaterials({ lock, packages });
const { components, dependencies } = JSON.parse(text) as {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: string[] }[];
};
const named = (name: string) => components.find((component) => component.name === name)!;

test("is valid by CycloneDX' own schema", async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(text)).toBeNull();
  expect(await validator.validate(text.replace('"library"', '"libary"'))).not.toBeNull();
});

test('names a package by version, digest and what it needs', () => {
  const { version, integrity } = lock[grpc]!;
  const [component] = components.filter(({ purl }) => purl.includes('grpc-js'));
  expect(component).toMatchObject({
    version,
    purl: `pkg:npm/%40grpc/grpc-js@${version}`,
    hashes: [{ alg: 'SHA-512' }],
  });
  const digest = Buffer.from(component!.hashes[0]!.content, 'hex').toString('base64');
  expect(`sha512-${digest}`).toBe(integrity);
  const asker = dependencies.find(({ ref }) => ref.startsWith('chorus@'));
  expect(asker!.dependsOn).toContain(component!['bom-ref']);
});

test('names what is built into the page, and not what builds it', () => {
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['preact', 'uplot']));
  expect(named('vite')).toBeUndefined();
});

test("names TensorFlow's and CUDA's wheels by the digests that the set-up checks", () => {
  const { cpu, cuda } = pinnedWheels('linux-x64');
  for (const { project, version, sha256, fileName } of [...cpu!, ...cuda!]) {
    const component = components.find(({ purl }) => purl.endsWith(`file_name=${fileName}`));
    expect(component, fileName).toMatchObject({
      ...{ name: project, version, hashes: [{ alg: 'SHA-256', content: sha256 }] },
    });
  }
});

test('names the Node that is shipped, for each platform', () => {
  for (const name of Object.values(NODE_PACKAGE)) {
    const { version } = lock[`node_modules/${name}`]!;
    expect(named(name)).toMatchObject({ type: 'platform', version, hashes: [{ alg: 'SHA-512' }] });
  }
});

test('a package that the lock file does not know is named', () => {
  expect(() => billOfMaterials({ lock, packages: ['node_modules/unheard-of'] })).toThrow(
    "package-lock.json has no node_modules/unheard-of: run 'npm install'",
  );
});
