import { open, type FileHandle } from 'node:fs/promises';
import { parquetSchema, type FileMetaData, type RowGroup, type SchemaTree } from 'hyparquet';
import { DatasetError, onDisk } from '../dataset-error.ts';
import { FileState } from '../file-state.ts';
import { listNames } from '../list-names.ts';
import { readChunk } from '../tables/parquet-chunk.ts';
import { decoded, readFooter } from '../tables/parquet-file.ts';
import { quoted } from '../tables/quoted.ts';
import { DEFAULT_TARGET } from '../tables/table-options.ts';
import {
  type PictureRow,
  type PictureTable,
  type PictureTableOptions,
  requireTarget,
} from './picture-table.ts';

/** What Hugging Face's library writes into a file's metadata. */
interface HubMetadata {
  readonly info?: {
    readonly features?: Readonly<Record<string, { readonly names?: readonly string[] }>>;
  };
}

interface PictureFile {
  readonly state: FileState;
  readonly metadata: FileMetaData;
  /** The column of pictures. */
  readonly picture: string;
  /** The pictures' bytes within it. */
  readonly bytes: readonly SchemaTree[];
  /** The column of classes; undefined: rows have none. */
  readonly target: SchemaTree | undefined;
}

/**
 * Opens Parquet files whose pictures lie in them, as Hugging Face's library writes them: a struct of `bytes` and `path`. The
 * files follow each other.
 *
 * @returns undefined when the first one has no such column
 * @throws DatasetError `missing`, `corrupt` or `storage`, naming the file
 */
export async function openParquetPictures(
  paths: readonly string[],
  { target = DEFAULT_TARGET, labelled = true }: PictureTableOptions,
): Promise<PictureTable | undefined> {
  const files: PictureFile[] = [];
  for (const path of paths) {
    const state = await FileState.of(path);
    const file = await openFile(state, labelled ? target : undefined, files.length > 0);
    if (!file) return undefined;
    files.push(file);
  }
  const source = listNames(files.map(({ state }) => state.source));
  const rows = files.reduce((sum, { metadata }) => sum + Number(metadata.num_rows), 0);
  const labelNames = labelled ? namesOf(files[0]!.metadata, target) : undefined;
  const named = labelNames ? ', whose names the file has' : '';
  const classes = labelled ? ` and classes in column ${quoted(target)}${named}` : '';
  const text = `${source} is Parquet, with ${rows} rows of pictures in column ${quoted(files[0]!.picture)}${classes}.`;
  return {
    ...{ source, target, namesFiles: false },
    findings: [{ kind: 'recognised', text, count: rows }],
    ...(labelNames && { labelNames }),
    async *rows(signal) {
      for (const file of files) yield* rowsOf(file, signal);
    },
  };
}

async function openFile(
  state: FileState,
  target: string | undefined,
  isRequired: boolean,
): Promise<PictureFile | undefined> {
  const metadata = await readFooter(state);
  const { children } = await decoded(state.source, 'its schema', async () => {
    return parquetSchema(metadata);
  });
  const bytes = children
    .map((column) => [column, column.children.find(isBytes)] as const)
    .find(([, within]) => within !== undefined) as [SchemaTree, SchemaTree] | undefined;
  const picture = bytes?.[0].element.name;
  const names = children.map(({ element }) => element.name);
  if (bytes === undefined || picture === undefined) {
    if (!isRequired) return undefined;
    throw new DatasetError(
      'corrupt',
      `${state.source} has no column of pictures, as the files before it have`,
    );
  }
  if (target === undefined) return { state, metadata, picture, bytes, target };
  requireTarget(state.source, picture, target, names);
  return { state, metadata, picture, bytes, target: children[names.indexOf(target)]! };
}

function isBytes({ element }: SchemaTree): boolean {
  return element.name === 'bytes' && element.type === 'BYTE_ARRAY';
}

/** The names of a column's labels, as the metadata of Hugging Face's library has them. */
function namesOf(
  { key_value_metadata: pairs }: FileMetaData,
  column: string,
): readonly string[] | undefined {
  const text = pairs?.find(({ key }) => key === 'huggingface')?.value;
  if (text === undefined) return undefined;
  try {
    const { info } = JSON.parse(text) as HubMetadata;
    const names: unknown = info?.features?.[column]?.names;
    const are = Array.isArray(names) && names.every((name) => typeof name === 'string');
    return are ? (names as string[]) : undefined;
  } catch {
    return undefined; // It is a remark for others; without it labels are numbers.
  }
}

async function* rowsOf(
  file: PictureFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<PictureRow> {
  const { state, metadata } = file;
  await state.requireUnchanged();
  const handle = await onDisk('read', state.source, () => open(state.path));
  try {
    let start = 0;
    for (const group of metadata.row_groups) {
      if (signal?.aborted) {
        throw new DatasetError('cancelled', `reading ${state.source} was cancelled`);
      }
      yield* groupRows(file, handle, group, start);
      start += Number(group.num_rows);
    }
  } finally {
    await handle.close();
  }
  await state.requireUnchanged();
}

/** @param start rows before those of the group */
async function* groupRows(
  { state, bytes, target }: PictureFile,
  handle: FileHandle,
  group: RowGroup,
  start: number,
): AsyncGenerator<PictureRow> {
  const rows = Number(group.num_rows);
  const [pictures, labels] = await decoded(
    state.source,
    `rows ${start + 1} to ${start + rows}`,
    async () => [
      await readChunk(state, handle, group, bytes, { utf8: false }),
      // A label is one value.
      target === undefined || target.children.length > 0
        ? []
        : await readChunk(state, handle, group, [target], { utf8: false }),
    ],
  );
  for (let row = 0; row < rows; row++) {
    yield rowOf(`${state.source}, row ${start + row + 1}`, pictures[row], labels[row]);
  }
}

function rowOf(where: string, picture: unknown, label: unknown): PictureRow {
  return {
    where,
    name: where,
    label: labelOf(label),
    load: () => {
      if (picture instanceof Uint8Array) return Promise.resolve(Buffer.from(picture));
      throw new DatasetError('corrupt', `${where} has no picture`);
    },
  };
}

function labelOf(label: unknown): PictureRow['label'] {
  if (label instanceof Uint8Array) return Buffer.from(label).toString('utf8');
  if (Number.isNaN(label)) return ''; // So a null among numbers is read.
  if (typeof label === 'number' || typeof label === 'bigint' || typeof label === 'string') {
    return label;
  }
  return typeof label === 'boolean' ? String(label) : '';
}
