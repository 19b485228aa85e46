import { encodeManifest } from '@chorus/run-files';
import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fetchRunFiles } from './fetch-run-files.ts';
import { FakeRunService } from '../testing/fake-run-service.ts';

const out = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(out, { recursive: true }));

test('files come whole, in their folders', async () => {
  const files = [
    { path: 'report.json', data: Buffer.from('{') },
    { path: 'report.json', data: Buffer.from('}') },
    { path: 'members/1/weights.bin', data: Buffer.from('w') },
  ];
  await using service = await FakeRunService.start({ files });
  const folder = await fetchRunFiles(service.address, 'run-1', out);
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe('{}');
  expect(readFileSync(join(folder, 'members/1/weights.bin'), 'utf8')).toBe('w');
});

test('a path that leads out of the folder is refused, and nothing is left', async () => {
  const files = [
    { path: 'report.json', data: Buffer.from('{}') },
    { path: '../../stolen', data: Buffer.from('x') },
  ];
  await using service = await FakeRunService.start({ files });
  await expect(fetchRunFiles(service.address, 'run-2', out)).rejects.toMatchObject({
    code: 'corrupt',
  });
  expect(readdirSync(out)).toEqual(['run-1']);
  expect(existsSync(join(out, '..', 'stolen'))).toBe(false);
});

test.for<[what: string, path: string]>([
  ['an absolute path', '/etc/passwd'],
  ['a path with a backslash', 'members\\..\\..\\stolen'],
  ['the folder itself', '.'],
  ['no name', ''],
  ['an empty name in the middle', 'members//1'],
  ['an escape sequence', 'report\x1b[2J.json'],
  ['writing that is turned round', 'report\u202enosj'],
  ['a null byte', 'report\0.json'],
  ['a name of a thousand letters', 'x'.repeat(1000)],
  ['a hundred folders', `${'a/'.repeat(100)}b`],
])('%s is no file of a run, and nothing is left', async ([, path]) => {
  await using service = await FakeRunService.start({ files: [{ path, data: Buffer.from('x') }] });
  const error = await fetchRunFiles(service.address, 'run-3', out).catch((error: Error) => error);
  expect(error).toMatchObject({ code: 'corrupt' });
  expect((error as Error).message).toMatch(/^[\x20-\x7e\u202e]{1,200}$/);
  expect(readdirSync(out)).toEqual(['run-1']);
});

test('a file that comes a second time does not take the place of the first', async () => {
  const files = ['a', 'b', 'a'].map((path) => ({ path, data: Buffer.from(path) }));
  await using service = await FakeRunService.start({ files });
  await expect(fetchRunFiles(service.address, 'run-3', out)).rejects.toThrow('a file twice: "a"');
});

test.for(['../../home', '..', '.hidden', 'a/b', '', 'x'.repeat(65), 'a\x1b[2J'])(
  '%j is not the id of a run, and nothing is touched for it',
  async (runId) => {
    await using service = await FakeRunService.start({ files: [] });
    await expect(fetchRunFiles(service.address, runId, out)).rejects.toThrow(
      'is not the id of a run',
    );
  },
);

test('a file that is not the one of the manifest is named, and nothing is left', async () => {
  const data = Buffer.from('{}');
  const listed = { path: 'report.json', bytes: data.length, sha256: hash('sha256', data) };
  const events = { count: 0, sha256: hash('sha256', '') };
  const manifest = encodeManifest({ runId: 'run-4', events, files: [listed] });
  const files = [
    { path: 'report.json', data },
    { path: 'manifest.json', data: Buffer.from(manifest) },
  ];
  {
    await using service = await FakeRunService.start({ files });
    await fetchRunFiles(service.address, 'run-4', out);
  }
  files[0]!.data = Buffer.from('[]');
  await using service = await FakeRunService.start({ files });
  await expect(fetchRunFiles(service.address, 'run-5', out)).rejects.toThrow(
    'the coordinator sent another report.json than its manifest.json names',
  );
  expect(readdirSync(out)).toEqual(['run-1', 'run-4']);
});

test('a coordinator that falls silent is not waited for', async () => {
  await using service = await FakeRunService.start({ files: [], filesNeverEnd: true });
  const fetching = fetchRunFiles(service.address, 'run-6', out, { silenceMs: 100 });
  await expect(fetching).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the coordinator has sent nothing for 0.1 s',
  });
});
