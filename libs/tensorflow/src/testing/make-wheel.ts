import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { PinnedWheel } from '../pinned-wheels.ts';

/** Writes a wheel, a ZIP archive without compression, with the given files, and describes it. */
export function makeWheel(
  folder: string,
  fileName: string,
  files: Readonly<Record<string, string>>,
): PinnedWheel {
  const bytes = zip(files);
  writeFileSync(path.join(folder, fileName), bytes);
  const [project = '', version = ''] = fileName.split('-');
  const sha256 = hash('sha256', bytes);
  return { project, version, fileName, sizeBytes: bytes.length, sha256 };
}

/** Layout: PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 and 4.3.16 (directory). */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    // Version 2.0, no flags, stored, no date, then checksum, both sizes, length of the name.
    const description = Buffer.alloc(26);
    description.writeUInt16LE(20, 0);
    description.writeUInt32LE(crc32(text), 10);
    description.writeUInt32LE(text.length, 14);
    description.writeUInt32LE(text.length, 18);
    description.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), description, Buffer.from(name + text)]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    const made = Buffer.from([20, 0]);
    entries.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), made, description, rest, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
