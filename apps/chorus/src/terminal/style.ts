import { styleText } from 'node:util';

/** Marks text for people; without a terminal it is left as it is. */
export type Style = (format: 'red' | 'yellow' | 'green' | 'dim' | 'bold', text: string) => string;

export const plainStyle: Style = (_, text) => text;

/**
 * Colours for a terminal only, unless NO_COLOR is set (https://no-color.org). FORCE_COLOR does not
 * count: Nx sets it also where the output is a file.
 */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Style {
  if (!stream.isTTY || environment['NO_COLOR']) return plainStyle;
  return (format, text) => styleText(format, text, { validateStream: false });
}
