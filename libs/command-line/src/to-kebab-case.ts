/**
 * `--batchSize=5` as `--batch-size=5`: both spellings are accepted, because `nx run` keeps some flags
 * in the second one for itself. What is no flag, and a value after `=`, stays as it is.
 */
export function toKebabCase(argument: string): string {
  if (!argument.startsWith('--')) return argument;
  const [flag = '', ...value] = argument.split('=');
  return [flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), ...value].join('=');
}
