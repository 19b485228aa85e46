import { nodeFileTrace } from '@vercel/nft';
import { globSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { namedFiles, stripTypes } from './javascript.ts';
import { PROGRAMS, WORKSPACE } from './workspace.ts';

/** Which files are wanted beyond those that coordinator and worker run on. */
export interface ProductionOptions {
  /** Whether it has what sets TensorFlow up on the machine where it is installed. */
  readonly withSetUp?: boolean | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** What is built from sources that are not shipped, instead of which its product is. */
const BUILT = { source: 'apps/dashboard/build.ts', product: 'apps/dashboard/dist' };

/** Never shipped: they belong to this machine, or are there to make the files that are shipped. */
const IGNORED = [
  'node_modules/node-*/bin/**',
  'node_modules/.cache/**',
  'node_modules/@tensorflow/tfjs-node-gpu/lib/**',
  'node_modules/@vercel/nft/**',
  'node_modules/amaro/**',
  BUILT.source,
  'apps/chorus/src/commands/bundle.ts',
];

/** Files that are opened by names which are put together when they are needed. */
const OPENED_BY_NAME = [
  'libs/proto/chorus/**/*.proto',
  'libs/network/src/listed/*.yaml',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm',
];

const SET_UP_PROGRAMS = [
  'node_modules/@tensorflow/tfjs-node-gpu/scripts/install.js',
  'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp',
];
const SET_UP_FILES = [
  'node_modules/@tensorflow/tfjs-node-gpu/{binding,scripts}/*.{cc,h,js}',
  'node_modules/node-api-headers/include/*.h',
];

const OWN_MODULE = /^(apps|libs)\/(?!.*\/node_modules\/).*\.(ts|js)$/;
const RESOLVED = /import\.meta\.resolve\('(@chorus\/[^']+)'\)/g;
const LICENCE = /^(licen[cs]e|copying|notice|thirdparty|third_party)/i;

/**
 * The files of this checkout that coordinator and worker run on, traced from their programs: own
 * modules, of every package only what is loaded, with its licence, and the built page. What is only
 * there for tests, measurements and development is in it by no rule: nothing leads there.
 *
 * @returns paths relative to {@link WORKSPACE}, sorted
 * @throws Error when a module cannot be read or parsed; the signal's reason
 */
export async function productionFiles(options: ProductionOptions = {}): Promise<string[]> {
  const programs = [...Object.values(PROGRAMS), ...(options.withSetUp ? SET_UP_PROGRAMS : [])];
  const traced = await trace(programs, options.signal);
  const byName = [...OPENED_BY_NAME, ...(options.withSetUp ? SET_UP_FILES : [])];
  for (const file of globSync(byName, { cwd: WORKSPACE })) traced.add(file);
  for (const file of globSync(`${BUILT.product}/**/*.*`, { cwd: WORKSPACE })) traced.add(file);
  for (const folder of packageFolders(traced)) {
    const names = readdirSync(path.join(WORKSPACE, folder));
    const wanted = names.filter((name) => name === 'package.json' || LICENCE.test(name));
    for (const name of wanted) traced.add(path.join(folder, name));
  }
  return [...traced].toSorted();
}

/** Follows imports, and the names of programs and files, until there are no new ones. */
async function trace(programs: readonly string[], signal?: AbortSignal): Promise<Set<string>> {
  const files = new Set<string>();
  const cache = {};
  const readFile = (file: string) => {
    signal?.throwIfAborted();
    return readModule(file);
  };
  let found: readonly string[] = programs;
  while (found.length > 0) {
    const { fileList } = await nodeFileTrace(
      found.map((file) => path.join(WORKSPACE, file)),
      { base: WORKSPACE, ignore: IGNORED, readFile, cache },
    );
    for (const file of fileList) if (isShipped(file)) files.add(file);
    found = [...fileList].filter((file) => OWN_MODULE.test(file)).flatMap(namesIn);
    found = found.filter((file) => !files.has(file) && !IGNORED.includes(file));
  }
  return files;
}

function readModule(file: string): Promise<string | null> {
  try {
    const text = readFileSync(file, 'utf8');
    return Promise.resolve(file.endsWith('.ts') ? stripTypes(text) : text);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return Promise.resolve(null);
    }
    throw error;
  }
}

/** What a module of our own names that no import leads to. */
function namesIn(file: string): string[] {
  const absolute = path.join(WORKSPACE, file);
  const text = readFileSync(absolute, 'utf8');
  const source = file.endsWith('.ts') ? stripTypes(text) : text;
  const require = createRequire(absolute);
  const resolved = [...source.matchAll(RESOLVED)].map(([, name]) => require.resolve(name!));
  return [...namedFiles(source, absolute), ...resolved].map((name) => {
    return path.relative(WORKSPACE, name);
  });
}

/** Links to our own packages are no files. */
function isShipped(file: string): boolean {
  return !file.startsWith('node_modules/@chorus/');
}

/** The folders of our own projects and of installed packages, also of those inside others. */
export function packageFolders(files: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    const own = /^(?:apps|libs)\/[^/]+(?=\/)/.exec(file)?.[0];
    if (own !== undefined) folders.add(own);
    for (const { 0: installed, index } of file.matchAll(/node_modules\/(@[^/]+\/)?[^/]+(?=\/)/g)) {
      folders.add(file.slice(0, index) + installed);
    }
  }
  return folders;
}
