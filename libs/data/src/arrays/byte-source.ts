/** Bytes that are read forwards, once: a file's, or those that are unpacked from one. */
export interface ByteCursor {
  /**
   * The next bytes, as memory of their own that begins at an {@link ArrayBuffer}'s start.
   *
   * @throws DatasetError `corrupt` when there are fewer
   */
  take(bytes: number): Promise<Buffer>;
  /** Goes on behind the next bytes: for nothing in a plain file, else they are unpacked and dropped. */
  skip(bytes: number): Promise<void>;
  /**
   * Makes sure that nothing follows, and, of what is unpacked, that its checksum is right.
   *
   * @throws DatasetError `corrupt`
   */
  expectEnd(): Promise<void>;
  close(): Promise<void>;
}

/** Where an array's bytes come from. */
export interface ByteSource {
  /** The file, and what of it, for messages. */
  readonly source: string;
  /** The number of bytes; undefined when only unpacking them tells. */
  readonly size: number | undefined;
  /** The number of bytes that there can be at most, which bounds what a header may claim. */
  readonly sizeLimit: number;
  /** The bytes are unpacked while they are read: to skip costs as much as to read. */
  readonly packed: boolean;
  /** Reads from the first byte on. */
  cursor(): Promise<ByteCursor>;
  /** @throws DatasetError `corrupt` when the file is not what it was when it was opened */
  requireUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** How many bytes Deflate makes of one byte at most; https://www.zlib.net/zlib_tech.html. */
export const LARGEST_INFLATION = 1032;
