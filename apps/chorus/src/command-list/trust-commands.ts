import { Option } from 'commander';
import { command, type CommandEntry } from '../command-entry.ts';
import type { LoginFlags } from '../commands/login.ts';
import type { RevokeFlags, StateFlags, TokenFlags } from '../commands/token.ts';
import { CERTIFICATE_OPTIONS, JSON_OPTION, STATE_OPTION } from './shared-options.ts';

/** The commands by which machines and people come to be known to a coordinator, and cease to be. */
export const TRUST_COMMANDS: readonly CommandEntry[] = [
  command<LoginFlags, [token?: string]>({
    usage: 'login [token]',
    description: 'make this user known to a coordinator, by a token or an account',
    options: () => [
      new Option('--name <name>', 'what you are called there (default: your name on this machine)'),
      new Option('--context <name>', 'what the login is called here (default: the host)'),
      new Option('--oidc', "log in by your organization's account, in a browser"),
      new Option(
        '--authority <fingerprint>',
        "for --oidc: the SHA-256 of the coordinator's authority (default: as before)",
      ),
      ...CERTIFICATE_OPTIONS,
    ],
    help: `
The token is what 'chorus token create --role operator' (or viewer) printed at the coordinator. An
argument is seen by everybody who lists this machine's processes: '-' reads it from standard input,
and without an argument it is that of the environment, CHORUS_JOIN_TOKEN. A key is made here, which
never leaves this machine; commands show its certificate from then on.

With a certificate from elsewhere, and with --oidc, HOST:PORT stands in the token's place. --oidc has
you log in at your organization's issuer, in a browser on whatever machine, and lasts twelve hours.
'chorus serve' prints the fingerprint of --authority: without it nothing tells that who answers at
HOST:PORT is the coordinator.

Examples:
  chorus login -
  chorus login gpu-server:50051 --oidc --authority 5f0c…
  chorus login gpu-server:50051 --tls-cert ada.crt --tls-key ada.key --tls-ca lab.crt`,
    run: async (options, token) => (await import('../commands/login.ts')).login(token, options),
  }),
  command<object, [context: string]>({
    usage: 'logout <context>',
    description: 'forget a login, and delete its key',
    run: async (_, context) => (await import('../commands/login.ts')).logout(context),
  }),
  {
    usage: 'context',
    description: 'list logins, or take one into use',
    commands: [
      command<{ readonly json?: boolean }, []>({
        usage: 'list',
        description: 'list the logins of this user',
        options: () => [JSON_OPTION],
        run: async (options) => (await import('../commands/login.ts')).listContexts(options),
      }),
      command<object, [context: string]>({
        usage: 'use <context>',
        description: 'ask its coordinator from now on, when none is named',
        run: async (_, context) => (await import('../commands/login.ts')).useContext(context),
      }),
      command<object, []>({
        usage: 'unset',
        description: 'ask the coordinator on this machine again, when none is named',
        run: async () => (await import('../commands/login.ts')).unsetContext(),
      }),
    ],
  },
  {
    usage: 'token',
    description: 'make what lets machines and people in, at the coordinator',
    commands: [
      command<TokenFlags, []>({
        usage: 'create',
        description: 'make a token, and print it',
        options: () => [
          new Option('--role <role>', 'whom it is for')
            .choices(['worker', 'operator', 'viewer'])
            .default('worker'),
          new Option('--expires <time>', 'how long it is good, such as 30m or 7d').default('24h'),
          new Option('--uses <count>', 'how many it lets in').default('1'),
          new Option(
            '--address <host:port>',
            'where the coordinator is reached (default: as it was started)',
          ),
          STATE_OPTION,
        ],
        help: `
A worker trains what it is assigned, and sees nothing else; an operator submits, cancels and deletes
runs and drains workers; a viewer watches. Who has joined by a token stays known when it ends.

Examples:
  chorus token create --uses 8
  chorus token create --role operator --expires 30m`,
        run: async (options) => (await import('../commands/token.ts')).createToken(options),
      }),
      command<StateFlags & { readonly json?: boolean }, []>({
        usage: 'list',
        description: 'list the tokens, and whom they have let in',
        options: () => [STATE_OPTION, JSON_OPTION],
        run: async (options) => (await import('../commands/token.ts')).listTokens(options),
      }),
      command<RevokeFlags, [token: string]>({
        usage: 'revoke <token>',
        description: 'let a token, by its name in the list, let nobody in any more',
        options: () => [
          new Option('--and-remove', 'end the access of those whom it has let in, too'),
          STATE_OPTION,
        ],
        run: async (options, token) =>
          (await import('../commands/token.ts')).revokeToken(token, options),
      }),
    ],
  },
  {
    ...command<StateFlags & { readonly json?: boolean }, []>({
      usage: 'users',
      description:
        "list the people whom a coordinator knows, at the coordinator; or end somebody's access",
      options: () => [STATE_OPTION, JSON_OPTION],
      run: async (options) => (await import('../commands/members.ts')).listUsers(options),
    }),
    commands: [
      command<StateFlags, [name: string]>({
        usage: 'remove <name>',
        description: "end a user's access at once, streams that are open included",
        options: () => [STATE_OPTION],
        run: async (options, name) =>
          (await import('../commands/members.ts')).removeUser(name, options),
      }),
    ],
  },
  {
    usage: 'ca',
    description: 'make a certificate authority, at the coordinator',
    commands: [
      command<StateFlags, []>({
        usage: 'init',
        description: "make one, which 'serve' does by itself when others are to reach it",
        options: () => [STATE_OPTION],
        run: async (options) => (await import('../commands/token.ts')).initAuthority(options),
      }),
    ],
  },
];

/** The command that ends a worker's access: below `workers`. */
export const REMOVE_WORKER = command<StateFlags, [name: string]>({
  usage: 'remove <name>',
  description: "end a worker's access at once, at the coordinator; its members go to others",
  options: () => [STATE_OPTION],
  run: async (options, name) =>
    (await import('../commands/members.ts')).removeWorker(name, options),
});
