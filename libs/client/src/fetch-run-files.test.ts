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
