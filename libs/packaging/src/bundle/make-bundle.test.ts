import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBundle, type Bundle } from './make-bundle.ts';

const run = promisify(execFile);
const NAME = 'chorus-here.tar';
/** Neither npm's folders nor Node's are on it. */
const BARE = { PATH: '/usr/bin:/bin', HOME: '/nonexistent' };

describe.skipIf(process.platform !== 'linux')('a bundle without TensorFlow, in pieces', () => {
  let folder: string;
  let bundle: Bundle;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'chorus-bundle-'));
    bundle = await makeBundle({
      out: path.join(folder, NAME),
      tensorFlow: 'none',
      pieceBytes: 40e6,
      log: () => {},
      signal: new AbortController().signal,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const join = () => run('sh', [`${NAME}.join.sh`], { cwd: folder });

  test('consists of pieces and the script that joins them, and nothing else is left', () => {
    const names = bundle.files.map((file) => path.basename(file));
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    expect(names).toContain(`${NAME}.part-002`);
  });

  test('is put together, and runs through a link, where there is no Node', async () => {
    await join();
    await run('tar', ['xf', NAME], { cwd: folder });
    const link = path.join(folder, 'link');
    symlinkSync(path.join(folder, bundle.folder, 'chorus'), link);
    expect((await run(link, ['--version'], { env: BARE })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const worker = path.join(folder, bundle.folder, 'chorus-worker');
    expect((await run(worker, ['--help'], { env: BARE })).stdout).toContain('serve');
    await expect(run(link, ['bundle'], { env: BARE })).rejects.toMatchObject({
      code: 2,
      stderr: 'chorus: bundles are made in a checkout of Chorus: this is none\n',
    });
  });

  test('is not put together from a damaged piece, which is named', async () => {
    rmSync(path.join(folder, NAME), { force: true });
    appendFileSync(path.join(folder, `${NAME}.part-001`), 'x');
    await expect(join()).rejects.toMatchObject({
      stderr: expect.stringContaining(`${NAME}.part-001: FAILED`),
    });
    expect(readdirSync(folder)).not.toContain(NAME);
  });
});

test('a folder that is not there is named, and no bundle is begun', async () => {
  const signal = new AbortController().signal;
  const options = { tensorFlow: 'none', log: () => {}, signal } as const;
  await expect(makeBundle({ ...options, out: '/nowhere/x.tar' })).rejects.toThrow(
    'does the folder /nowhere exist?',
  );
});

test('where a folder has the name of the archive, that is said before anything is done', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'chorus-bundle-'));
  const options = { tensorFlow: 'none', log: expect.unreachable, out } as const;
  const bundle = makeBundle({ ...options, signal: new AbortController().signal });
  await expect(bundle).rejects.toThrow(`${out} is a folder`);
  rmSync(out, { recursive: true });
});
