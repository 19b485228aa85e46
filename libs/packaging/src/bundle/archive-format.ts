import { spawn } from 'node:child_process';
import { Duplex, PassThrough } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { BundleError } from './bundle-error.ts';

/** How an archive is compressed. */
export interface ArchiveFormat {
  /** The end of the archive's name. */
  readonly extension: string;
  /** What `tar x` calls to unpack it; undefined: nothing. */
  readonly unpacker?: string;
  compressor(): Duplex;
}

// In one thread: with several, Node 24 ends the stream before its last bytes. Above this level
// TensorFlow's libraries take ten times as long and become 1 % smaller.
const ZSTD_LEVEL = 9;

/** All of them; the first whose extension fits counts. */
export const ARCHIVE_FORMATS: readonly ArchiveFormat[] = [
  {
    extension: '.tar.zst',
    unpacker: 'zstd',
    compressor: () =>
      createZstdCompress({
        params: {
          [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL,
          [constants.ZSTD_c_checksumFlag]: 1,
        },
      }),
  },
  { extension: '.tar.xz', unpacker: 'xz', compressor: xz },
  { extension: '.tar.gz', unpacker: 'gzip', compressor: () => createGzip() },
  { extension: '.tgz', unpacker: 'gzip', compressor: () => createGzip() },
  { extension: '.tar', compressor: () => new PassThrough() },
];

/** The format that a file's name asks for, if there is such a one. */
export function formatOf(file: string): ArchiveFormat | undefined {
  return ARCHIVE_FORMATS.find(({ extension }) => file.endsWith(extension));
}

/** Node has no xz of its own. Blocks of a fixed size give the same bytes for any number of threads. */
function xz(): Duplex {
  const child = spawn('xz', ['--compress', '--stdout', '--threads=0', '--block-size=24MiB'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', () =>
    duplex.destroy(new BundleError('there is no command xz here: install it, or name a .tar.zst')),
  );
  duplex.on('close', () => child.kill());
  return duplex;
}
