import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The workspace's root folder. */
export const WORKSPACE_ROOT = path.resolve(import.meta.dirname, '../../..');

/** Where the types that are in the repository lie. */
export const GENERATED_FOLDER = path.join(WORKSPACE_ROOT, 'libs/proto/src/generated');

const INCLUDE_FOLDER = 'libs/proto';
const PROTO_FOLDER = 'libs/proto/chorus/v1';

// Field names, 64-bit integers and enums as libs/proto loads them at run time.
const OPTIONS = [
  '--longs=Number',
  '--enums=String',
  '--defaults',
  '--oneofs',
  '--includeComments',
  '--grpcLib=@grpc/grpc-js',
  '--importFileExtension=.ts',
  '--targetFileExtension=.ts',
];

/**
 * Writes TypeScript types for every message and service in libs/proto/chorus/v1.
 *
 * @param folder where the types go; the generator adds and replaces files, it removes none
 * @throws Error with the generator's own output when a .proto file cannot be read
 */
export function generateTypes(folder: string): void {
  const protoFiles = readdirSync(path.join(WORKSPACE_ROOT, PROTO_FOLDER))
    .filter((name) => name.endsWith('.proto'))
    .sort()
    .map((name) => `${PROTO_FOLDER}/${name}`);
  const generator = createRequire(import.meta.url).resolve(
    '@grpc/proto-loader/build/bin/proto-loader-gen-types.js',
  );
  // Run in the workspace's root, so that the generated files name their sources the same way everywhere.
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [generator, ...OPTIONS, '-I', INCLUDE_FOLDER, '-O', path.resolve(folder), ...protoFiles],
    { cwd: WORKSPACE_ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`types were not generated: ${error?.message ?? stderr.trim()}`);
}
