import { ChorusError } from '@chorus/errors';
import { nearest } from '@chorus/errors/nearest';
import { parseSetting } from './parse-text.ts';
import { settingAt, settingNamed, SETTINGS, type SettingPath } from './settings.ts';
import { shorten } from '@chorus/errors/shorten';

/**
 * What `--set path=value` says, each later one in place of an earlier one of the same path.
 *
 * @throws ChorusError `invalid`, one line that names the assignment
 */
export function parseAssignments(assignments: readonly string[]): Map<SettingPath, unknown> {
  return new Map(assignments.map(parseAssignment));
}

function parseAssignment(assignment: string): [SettingPath, unknown] {
  const [path = '', ...values] = assignment.split('=');
  if (values.length === 0 || path === '') {
    throw new ChorusError(
      'invalid',
      `--set must be path=value, such as training.epochs=20, not '${shorten(assignment)}'`,
    );
  }
  const setting = settingAt(path) ?? settingNamed(path);
  if (!setting) throw new ChorusError('invalid', `--set ${shorten(path)}: ${remedyFor(path)}`);
  return [setting.path, parseSetting(setting, values.join('='), `--set ${path}`)];
}

function remedyFor(path: string): string {
  const guess = nearest(
    path,
    SETTINGS.map((setting) => setting.path),
  );
  const remedy = guess
    ? `did you mean '${guess}'?`
    : "'chorus config show' prints all that can be set";
  return `there is no such setting: ${remedy}`;
}
