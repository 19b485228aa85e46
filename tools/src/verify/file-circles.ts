import path from 'node:path';
import ts from 'typescript';

/**
 * The circles of imports between files, types included.
 *
 * @param files the texts of the files by their paths from the repository's root
 * @returns the files of each circle in the order in which they import each other; none when there is none
 */
export function fileCircles(files: ReadonlyMap<string, string>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start !== -1) circles.push([...way.slice(start), file]);
    if (start !== -1 || done.has(file)) return;
    for (const next of importsOf(file, files)) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of files.keys()) visit(file, []);
  return circles;
}

/** The files that one of them imports by a relative path. */
function importsOf(file: string, files: ReadonlyMap<string, string>): string[] {
  return ts
    .preProcessFile(files.get(file)!)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name))
    .filter((name) => files.has(name));
}
