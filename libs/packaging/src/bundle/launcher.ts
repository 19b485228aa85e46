/** The machines that a bundle runs on. */
export interface Target {
  /** `process.platform`-`process.arch` */
  readonly platform: string;
  /** The oldest glibc that its programs run with, such as 2.28; undefined: they need none. */
  readonly oldestGlibc: string | undefined;
}

/** The name by `uname -sm` of each kind of machine, and where glibc's loader lies. */
const SYSTEMS: Record<string, { readonly uname: string; readonly loader?: string }> = {
  'linux-x64': { uname: 'Linux x86_64', loader: '/lib64/ld-linux-x86-64.so.2' },
  'linux-arm64': { uname: 'Linux aarch64', loader: '/lib/ld-linux-aarch64.so.1' },
  'darwin-x64': { uname: 'Darwin x86_64' },
  'darwin-arm64': { uname: 'Darwin arm64' },
};

/** Whether there are bundles for a platform. */
export function canBeBundled(platform: string): boolean {
  return platform in SYSTEMS;
}

/**
 * A script for `sh` that starts a program of the bundle in which it lies, wherever that was unpacked,
 * also through symbolic links. On another kind of machine it says so, instead of what its loader says.
 *
 * @param program relative to the script's folder
 */
export function launcher(name: string, program: string, target: Target): string {
  const { uname } = SYSTEMS[target.platform]!;
  return `#!/bin/sh
# ${name}, with the Node and the packages that lie beside this script.
fail() { echo "${name}: $1" >&2; exit 1; }

self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=\${self%/*}/$link ;;
  esac
done
case $self in
  */*) here=\${self%/*} ;;
  *) here=. ;;
esac
here=$(cd "$here" && pwd -P) || exit 1

system=$(uname -sm)
[ "$system" = '${uname}' ] ||
  fail "this bundle runs on ${uname}, and this is $system: make one on such a machine ('chorus bundle')"
${glibcCheck(target)}
exec "$here/node/bin/node" "$here/${program}" "$@"
`;
}

function glibcCheck({ platform, oldestGlibc }: Target): string {
  const { loader } = SYSTEMS[platform]!;
  if (loader === undefined || oldestGlibc === undefined) return '';
  const minor = oldestGlibc.replace('2.', '');
  return `[ -e ${loader} ] ||
  fail 'this bundle needs glibc ${oldestGlibc} or newer, and there is none here (Alpine, for one, has musl)'
glibc=$(getconf GNU_LIBC_VERSION 2> /dev/null || :)
case $glibc in
  'glibc 2.'*)
    minor=\${glibc#glibc 2.}
    [ "\${minor%%[!0-9]*}" -ge ${minor} ] ||
      fail "this bundle needs glibc ${oldestGlibc} or newer, and this machine has $glibc"
    ;;
esac
`;
}
