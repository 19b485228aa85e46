import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { linkCuda13 } from './cuda-13-links.ts';
import { FigureFile } from './figures.ts';
import { parseKernelSummary } from './measure-kernels.ts';
import { readOptions } from './options.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'chorus-test-'))));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('without flags everything is checked on the GPU, the most important first', () => {
  const { device, smoke, steps } = readOptions([]);
  expect({ device, smoke }).toEqual({ device: 'gpu', smoke: false });
  expect(steps).toEqual(['run', 'correctness', 'epoch', 'at-once', 'kill']);
  expect(readOptions(['--only', 'kill, run']).steps).toEqual(['run', 'kill']);
});

test.each([
  [['--device', 'tpu'], /--device must be gpu or cpu, not 'tpu'/],
  [['--only', 'epochs'], /--only must name some of .*, not 'epochs'/],
  [['--fast'], /--fast/],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

test('a figure is in the file as soon as it is told, marked with the device and the sizes', () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const file = path.join(folder, 'figures.jsonl');
  const lines = () =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  const figures = new FigureFile(file, { device: 'cpu', smoke: true });
  figures.measured('epoch', 'seconds', 1.5);
  const marks = { device: 'cpu', smoke: true };
  expect(lines()).toMatchObject([{ ...marks, what: 'seconds', state: 'measured', value: 1.5 }]);
  figures.notMeasured('epoch', 'kernels', 'there is no GPU');
  expect(lines()[1]).toMatchObject({ ...marks, state: 'not measured', reason: 'there is no GPU' });
  expect(lines()[1]).not.toHaveProperty('value');
  figures.close();
});

test('libraries of CUDA 13 stand in for those of CUDA 12 as far as they are there', () => {
  const libraries = path.join(folder, 'nvidia');
  for (const file of ['cu13/lib/libcublas.so.13', 'cudnn/lib/libcudnn.so.9']) {
    mkdirSync(path.join(libraries, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(libraries, file), '');
  }
  const links = path.join(folder, 'links');
  const { searchPath, missing } = linkCuda13(libraries, links);
  const cublas = path.join(libraries, 'cu13/lib/libcublas.so.13');
  expect(readlinkSync(path.join(links, 'libcublas.so.12'))).toBe(cublas);
  expect(missing).toContain('libcudart.so.12');
  expect(missing).not.toContain('libcudnn.so.9');
  expect(searchPath.split(path.delimiter)[0]).toBe(links);
  expect(searchPath).toContain(path.dirname(cublas));
});

test('launches and busy time are summed from a summary of kernels', () => {
  const csv = `Processing [trace.sqlite] with [cuda_gpu_kern_sum.py]...

Time (%),Total Time (ns),Instances,Avg (ns),Med (ns),Min (ns),Max (ns),StdDev (ns),Name
60.0,3000000000,200,1.0,1.0,1,1,0.0,"void gemm<float, 128>(int)"
40.0,2000000000,100,1.0,1.0,1,1,0.0,relu
`;
  expect(parseKernelSummary(csv)).toEqual({ launches: 300, busySeconds: 5 });
  expect(() => parseKernelSummary('no kernels')).toThrow('nsys told of no kernels');
});
