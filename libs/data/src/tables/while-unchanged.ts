import type { FileState } from '../file-state.ts';

/**
 * What is read of a file that must stay as it is. Where it was changed, that is said in place of what is then found wrong in it.
 *
 * @throws DatasetError `corrupt` when the file was changed before the end
 */
export async function* whileUnchanged<Piece>(
  state: FileState,
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  await state.requireUnchanged();
  try {
    yield* pieces;
  } catch (reason) {
    await state.requireUnchanged();
    throw reason;
  }
  await state.requireUnchanged();
}
