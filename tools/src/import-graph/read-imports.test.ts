import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readImports, withoutDetours } from './read-imports.ts';

const graphOf = (imports: Record<string, string[]>) =>
  new Map(Object.entries(imports).map(([project, imported]) => [project, new Set(imported)]));

test('what sources import of other projects is found, in every form; what tests import is not', () => {
  const workspace = mkdtempSync(path.join(tmpdir(), 'chorus-imports-'));
  try {
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
      writeFileSync(path.join(workspace, file), text);
    };
    write('libs/data/src/index.ts', `import { join } from 'node:path';`);
    write('libs/model/src/index.ts', `export { a } from '@chorus/data'; import './b.ts';`);
    write('libs/model/src/a.test.ts', `import '@chorus/testing';`);
    write('libs/model/testing/fake.ts', `import '@chorus/testing';`);
    write('libs/model/node_modules/x/index.js', `import '@chorus/tools';`);
    write(
      'apps/worker/src/main.ts',
      `await import('@chorus/model'); import type { A } from '@chorus/data/a';`,
    );
    expect(readImports(workspace)).toEqual(
      graphOf({ data: [], model: ['data'], worker: ['model', 'data'] }),
    );
  } finally {
    rmSync(workspace, { recursive: true });
  }
});

test('what follows from other imports is left out', () => {
  const graph = graphOf({ data: [], model: ['data'], worker: ['model', 'data'] });
  expect(withoutDetours(graph)).toEqual(graphOf({ data: [], model: ['data'], worker: ['model'] }));
});

test('a circle is refused, by its name', () => {
  const graph = graphOf({ data: ['model'], model: ['data'] });
  expect(() => withoutDetours(graph)).toThrow('a circle of imports: data → model → data');
});
