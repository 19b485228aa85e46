import { transformSync } from 'amaro';
import { existsSync } from 'node:fs';
import path from 'node:path';

// Beginning and end of a string that may name a file: './step.ts', 'trainer/main.ts', './event.proto'.
const FILE_NAME = /(['"])((?:\.{1,2}\/)*[\w-][\w./-]*)\.(ts|proto)\1/g;

/**
 * A module's TypeScript as JavaScript: types become spaces, as Node itself runs it, so that every
 * line and column stays what it is. Strings that name TypeScript files still do.
 */
export function stripTypes(source: string): string {
  return transformSync(source, { mode: 'strip-only' }).code;
}

/**
 * The files that strings of a module name, absolute: modules that it imports, programs that it
 * starts, protocol files that it opens.
 *
 * @param source JavaScript, as {@link stripTypes} gives it
 * @param file its absolute path
 */
export function namedFiles(source: string, file: string): string[] {
  const names = [...source.matchAll(FILE_NAME)].map(([, , name, extension]) => {
    return path.resolve(path.dirname(file), `${name}.${extension}`);
  });
  return names.filter((name) => existsSync(name));
}

/**
 * A module as it is shipped: its types are stripped, and where it names a TypeScript file it names
 * the JavaScript that the file has become. Node strips no types itself below `node_modules`.
 */
export function toJavaScript(source: string, file: string): string {
  const javaScript = file.endsWith('.ts') ? stripTypes(source) : source;
  const folder = path.dirname(file);
  return javaScript.replaceAll(FILE_NAME, (text, quote: string, name: string, extension) => {
    const isModule = extension === 'ts' && existsSync(path.resolve(folder, `${name}.ts`));
    return isModule ? `${quote}${name}.js${quote}` : text;
  });
}
