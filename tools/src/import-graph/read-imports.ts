import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The projects, each with those that it imports. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

const PROJECT = /^(?:(?:apps|libs)\/)?(?<name>[^/]+)\//;
const TEST = /\.test\.tsx?$|(^|\/)testing\//;
const INSTALLED = /(^|\/)node_modules\//;

/**
 * Reads which projects import which, from their sources: tests, and what only tests use, are left out.
 *
 * @param workspace the checkout's folder
 */
export function readImports(workspace: string): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const file of globSync('{apps/*,libs/*,tools}/**/*.{ts,tsx,js}', { cwd: workspace })) {
    if (TEST.test(file) || INSTALLED.test(file)) continue;
    const importer = PROJECT.exec(file)!.groups!['name']!;
    const imported = graph.get(importer) ?? graph.set(importer, new Set()).get(importer)!;
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(workspace, file), 'utf8'));
    for (const { fileName } of importedFiles) {
      const project = /^@chorus\/([^/]+)/.exec(fileName)?.[1];
      if (project !== undefined && project !== importer) imported.add(project);
    }
  }
  return graph;
}

/**
 * Leaves out what follows from the rest: an import of a project that another import leads to, too.
 *
 * @throws Error that names a circle, if there is one
 */
export function withoutDetours(graph: ImportGraph): ImportGraph {
  const reached = (project: string, way: readonly string[] = []): Set<string> => {
    if (way.includes(project)) {
      throw new Error(`a circle of imports: ${[...way, project].join(' → ')}`);
    }
    const direct = [...(graph.get(project) ?? [])];
    return new Set(direct.flatMap((next) => [next, ...reached(next, [...way, project])]));
  };
  return new Map(
    [...graph].map(([project, imported]) => {
      const further = new Set([...imported].flatMap((next) => [...reached(next, [project])]));
      return [project, imported.difference(further)];
    }),
  );
}
