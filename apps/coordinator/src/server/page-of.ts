import { ChorusError } from '@chorus/proto';

/** The largest page, as JSON, which is larger than the message that carries it. */
const PAGE_BYTES = 1024 * 1024;

/** A part of a list that fits into a message: see message-limits.ts in libs/proto. */
export interface Page<Item> {
  readonly items: Item[];
  /** What the next page is asked for with; empty: there is none. */
  readonly nextPageToken: string;
}

/**
 * @param all the whole list; it may grow at its end from page to page
 * @param token empty for the first page
 * @throws ChorusError `invalid` for a token that no page gave
 */
export function pageOf<Source, Item>(
  all: readonly Source[],
  token: string,
  describe: (source: Source) => Item,
): Page<Item> {
  if (!/^\d{0,15}$/.test(token)) {
    throw new ChorusError('invalid', `'${token}' is no page_token: give that of the page before`);
  }
  const items: Item[] = [];
  let bytes = 0;
  for (let index = Number(token); index < all.length; index++) {
    const item = describe(all[index]!);
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (bytes > PAGE_BYTES && items.length > 0) return { items, nextPageToken: String(index) };
    items.push(item);
  }
  return { items, nextPageToken: '' };
}
