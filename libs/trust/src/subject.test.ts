import { expect, test } from 'vitest';
import { ROLES } from './roles.ts';
import { identityIn, subjectOf } from './subject.ts';

test.each(ROLES)('a %s is named by its certificate', (role) => {
  expect(subjectOf({ role, name: 'gpu-box_1.lab' })).toBe(`CN=gpu-box_1.lab, O=chorus:${role}`);
  expect(identityIn({ CN: 'gpu-box_1.lab', O: `chorus:${role}` })).toEqual({
    role,
    name: 'gpu-box_1.lab',
  });
});

test.each(['', '-a', 'a-', 'a,O=chorus:operator', 'a+b', 'ä', 'a b', 'a'.repeat(65), 'a\n'])(
  'the name %j is in no certificate',
  (name) => {
    expect(() => subjectOf({ role: 'worker', name })).toThrow(RangeError);
    expect(identityIn({ CN: name, O: 'chorus:worker' })).toBeUndefined();
  },
);

test.each([
  ['the server', { CN: 'Chorus coordinator' }],
  ['an unknown role', { CN: 'a', O: 'chorus:root' }],
  ['another organization', { CN: 'a', O: 'operator' }],
  ['two roles', { CN: 'a', O: ['chorus:viewer', 'chorus:operator'] }],
  ['two names', { CN: ['a', 'b'], O: 'chorus:viewer' }],
  ['nobody', {}],
])('%s is nobody of ours', (_, subject) => {
  expect(identityIn(subject)).toBeUndefined();
});
