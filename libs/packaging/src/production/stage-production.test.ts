import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STAGED_PACKAGES, STAGED_PROGRAMS, stageProduction } from './stage-production.ts';

// Below node_modules, where an installed package lies: Node runs no TypeScript there.
const root = mkdtempSync(join(tmpdir(), 'chorus-staged-'));
const folder = join(root, 'node_modules', 'chorus');
let files: readonly string[];

beforeAll(async () => {
  await stageProduction(folder, { withSetUp: true });
  files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}, 120_000);

afterAll(() => rmSync(root, { recursive: true }));

/** A PNG file of one pixel. */
const RED_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWP4z8AAAAMBAQCc479ZAAAAAElFTkSuQmCC';

const own = () => files.filter((file) => file.startsWith(`${STAGED_PACKAGES}/@chorus/`));

test('nothing is shipped that only tests, measurements or development need', () => {
  const needless = /(\.test\.|\/(testing|end-to-end|simulation|bench|soak|screenshots)\/|\.map$)/;
  expect(own().filter((file) => needless.test(file))).toEqual([]);
  const packages = new Set(own().map((file) => file.split('/@chorus/')[1]!.split('/')[0]));
  for (const name of ['packaging', 'testing', 'tools']) expect(packages).not.toContain(name);
  for (const name of ['nx', 'vite', 'typescript', '@vercel/nft', 'playwright-core', 'preact']) {
    expect(existsSync(join(folder, STAGED_PACKAGES, name)), name).toBe(false);
  }
});

test('every file that a shipped module names is shipped, and none is TypeScript', () => {
  expect(own().filter((file) => /\.tsx?$/.test(file))).toEqual([]);
  const missing = own()
    .filter((file) => file.endsWith('.js') && !file.includes('/node_modules/yaml/'))
    .filter((file) => !file.includes('/dist/'))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return [...text.matchAll(/'(\.{1,2}\/[\w./-]+\.(?:js|proto))'/g)]
        .map(([, name]) => resolve(folder, dirname(file), name!))
        .filter((name) => !existsSync(name));
    });
  // The command that makes bundles says itself that it is not there.
  const bundle = join(folder, STAGED_PACKAGES, '@chorus/chorus/src/commands/bundle.js');
  expect(missing).toEqual([bundle]);
});

test('every package has its licence, where it has one here', () => {
  const isLicence = (name: string) => /licen[cs]e/i.test(name);
  const packages = files.filter((file) =>
    /node_modules\/(@[^/]+\/)?[^/@]+\/package.json$/.test(file),
  );
  const installed = packages
    .map((file) => dirname(file).slice(STAGED_PACKAGES.length + 1))
    .filter((name) => !name.startsWith('@chorus/'));
  expect(installed).toContain('@tensorflow/tfjs');
  const without = installed.filter((name) => {
    const here = resolve(import.meta.dirname, '../../../../node_modules', name);
    const staged = readdirSync(join(folder, STAGED_PACKAGES, name));
    return readdirSync(here).some(isLicence) && !staged.some(isLicence);
  });
  expect(without).toEqual([]);
});

test('the bill of materials names every package that is shipped', () => {
  const { components } = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8'));
  const listed = new Set(
    components.map(({ group, name }: { readonly group?: string; readonly name: string }) =>
      group === undefined ? name : `${group}/${name}`,
    ),
  );
  const shipped = files
    .map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(file)?.[1])
    .filter((name) => name !== undefined && !name.startsWith('@chorus/'));
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter((name) => !listed.has(name))).toEqual([]);
});

test.each(Object.entries(STAGED_PROGRAMS))('%s starts from what is shipped', (_, program) => {
  const help = execFileSync(process.execPath, [join(folder, program), '--help'], {
    encoding: 'utf8',
    cwd: root,
  });
  expect(help).toContain('Usage: chorus');
});

test('the live page is shipped built', () => {
  const page = join(folder, STAGED_PACKAGES, '@chorus/dashboard/dist');
  expect(existsSync(join(page, 'page/index.html'))).toBe(true);
  expect(existsSync(join(page, 'report.html'))).toBe(true);
});

test('a folder of images is read by what is shipped alone', () => {
  const images = join(root, 'images');
  for (const name of ['a', 'b']) {
    mkdirSync(join(images, name), { recursive: true });
    writeFileSync(join(images, name, '1.png'), Buffer.from(RED_PIXEL, 'base64'));
  }
  const module = join(folder, STAGED_PACKAGES, '@chorus/data/src/images/open-image-folder.js');
  const program = `
    const { openImageFolder } = await import(${JSON.stringify(module)});
    const { splits } = await openImageFolder(${JSON.stringify(images)});
    for await (const { values } of splits.train.read()) console.log(values.join());`;
  const options = { cwd: root, encoding: 'utf8' } as const;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], options);
  expect(printed).toBe('255,0,0,255,0,0\n');
});
