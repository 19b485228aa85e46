import { expect, test } from 'vitest';
import { explainSqliteError } from './sqlite-journal.ts';

/** As `node:sqlite` throws it. */
function sqliteError(errcode: number, message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
}

test.for([
  ['SQLITE_IOERR_LOCK', 3850],
  ['SQLITE_IOERR_RDLOCK', 2314],
  ['SQLITE_IOERR_CHECKRESERVEDLOCK', 3594],
  ['SQLITE_PROTOCOL', 15],
] as const)('%s: a file system without locks is named, with the remedy', ([, errcode]) => {
  const error = explainSqliteError('state/journal.sqlite', sqliteError(errcode, 'disk I/O error'));
  expect(error).toMatchObject({
    code: 'invalid',
    message:
      'the file system of the journal state/journal.sqlite has no locks (disk I/O error): ' +
      'choose another --state, on a disk of this machine',
  });
});

test('another I/O error is not taken for that', () => {
  // SQLITE_IOERR_FSYNC
  const error = explainSqliteError('j', sqliteError(1034, 'disk I/O error'));
  expect(error).toMatchObject({
    code: 'unavailable',
    message: 'the journal j failed: disk I/O error',
  });
});
