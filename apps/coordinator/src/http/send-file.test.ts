import {
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sendFile } from './queries.ts';

/** The files that this process holds open; Linux only. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      return []; // It was that of the listing itself.
    }
  });
}

test.skipIf(process.platform !== 'linux')(
  'a file is closed although whoever asked for it has left',
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'chorus-send-file-')));
    const file = join(folder, 'report.json');
    writeFileSync(file, '{}');
    const response = new ServerResponse({ method: 'GET' } as never);
    response.destroy();
    await sendFile(file, 'it is missing', response);
    expect(openFiles()).not.toContain(file);
    rmSync(folder, { recursive: true });
  },
);
