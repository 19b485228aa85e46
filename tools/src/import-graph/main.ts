// Draws which projects import which, as docs/imports.svg; with --check only says whether it is current.
import { instance } from '@viz-js/viz';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readImports, withoutDetours, type ImportGraph } from './read-imports.ts';

const WORKSPACE = path.resolve(import.meta.dirname, '../../..');
const DRAWING = path.join(WORKSPACE, 'docs/imports.svg');

const graph = readImports(WORKSPACE);
const drawing = (await instance()).renderString(describe(withoutDetours(graph)), { format: 'svg' });
if (!process.argv.includes('--check')) writeFileSync(DRAWING, drawing);
else if (readFileSync(DRAWING, 'utf8') !== drawing) {
  process.stdout.write(`docs/imports.svg is not what the sources say: run 'npm run imports'\n`);
  process.exitCode = 1;
}

/** The graph in Graphviz's language: what imports nothing is on the left, the programs are on the right. */
function describe(imports: ImportGraph): string {
  const projects = [...imports.keys()].toSorted();
  const isApp = (project: string) => graph.get(project)!.size > 0 && !isImported(project);
  return [
    'digraph imports {',
    '  rankdir=RL; ranksep=0.6; nodesep=0.2; bgcolor=white;',
    '  node [shape=box, style="rounded,filled", fillcolor="#eef2fb", color="#5b6b8c", fontname="Helvetica", fontsize=12];',
    '  edge [color="#5b6b8c", arrowsize=0.7];',
    ...projects.map((name) => `  "${name}"${isApp(name) ? ' [fillcolor="#fdf0d8"]' : ''};`),
    ...projects.flatMap((name) =>
      [...imports.get(name)!].toSorted().map((imported) => `  "${name}" -> "${imported}";`),
    ),
    '}',
  ].join('\n');
}

function isImported(project: string): boolean {
  return [...graph.values()].some((imported) => imported.has(project));
}
