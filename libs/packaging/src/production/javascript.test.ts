import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { namedFiles, stripTypes, toJavaScript } from './javascript.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-javascript-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['step.ts', 'program.ts', 'event.proto']) writeFileSync(join(folder, name), '');
const file = join(folder, 'module.ts');

const SOURCE = `import { step, type Step } from './step.ts';
import type { Gone } from './program.ts';
const program = new URL('program.ts', import.meta.url), proto = './event.proto';
export const steps: readonly Step[] = [step('other.ts')] satisfies Gone;
`;

test('a module names the JavaScript that the others become, and every column stays where it was', () => {
  const javaScript = toJavaScript(SOURCE, file);
  expect(javaScript).toContain(`import { step,           } from './step.js';`);
  expect(javaScript).toContain(`new URL('program.js', import.meta.url), proto = './event.proto'`);
  expect(javaScript).toContain(`[step('other.ts')]`); // it names no file
  const positions = (text: string) => text.split('\n').map((line) => line.length);
  expect(positions(javaScript)).toEqual(positions(SOURCE));
});

test('modules, programs and protocol files that a module names are found; what only types need is not', () => {
  const named = namedFiles(stripTypes(SOURCE), file);
  expect(named).toEqual(['step.ts', 'program.ts', 'event.proto'].map((name) => join(folder, name)));
  const typesOnly = `import type { Step } from './step.ts';`;
  expect(namedFiles(stripTypes(typesOnly), file)).toEqual([]);
});
