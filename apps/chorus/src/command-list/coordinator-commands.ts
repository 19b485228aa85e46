import { DEFAULT_ADDRESS } from '@chorus/proto/default-address';
import { LOG_LEVELS } from '@chorus/telemetry/log-line';
import { Option } from 'commander';
import { command, type CommandEntry } from '../command-entry.ts';
import type { AuditFlags, AuditVerifyFlags } from '../commands/audit.ts';
import type { LogsFlags } from '../commands/logs.ts';
import type { QueryFlags } from '../commands/queries.ts';
import type { ServeFlags } from '../commands/serve.ts';
import {
  ACCOUNT_OPTIONS,
  CERTIFICATE_OPTIONS,
  HTTP_HELP,
  JSON_OPTION,
  ORDER_OPTIONS,
  QUERY_OPTIONS,
  STATE_OPTION,
} from './shared-options.ts';
import { REMOVE_WORKER } from './trust-commands.ts';

const SINCE_OPTION = new Option(
  '--since <time>',
  'only what is not older: 10m, 2h, or 2026-11-24T12:00:00Z',
);

/** The commands that run a coordinator and ask it. */
export const COORDINATOR_COMMANDS: readonly CommandEntry[] = [
  command<ServeFlags, []>({
    usage: 'serve',
    description: 'run a coordinator, until Ctrl-C',
    options: () => [
      new Option('--listen <host:port>', 'where it listens').default(DEFAULT_ADDRESS),
      new Option('--state <folder>', 'where it keeps its journal and its runs').default('state'),
      new Option(
        '--lost-after <seconds>',
        'how long a worker may be silent before it is lost',
      ).default('15'),
      new Option(
        '--fetches <count>',
        'workers that are sent a dataset at once; the others wait',
      ).default('8'),
      new Option(
        '--dataset-limit <size>',
        'the largest dataset, or other file, that is taken (default: 256GB)',
      ),
      new Option(
        '--keep-free <size>',
        'what stays free of the disk: uploads wait (default: 1 GiB, or 1 % if that is less)',
      ),
      new Option('--metrics <host:port>', 'serve /metrics for Prometheus there (default: nowhere)'),
      new Option('--log-level <level>', 'the quietest lines that are written')
        .choices(LOG_LEVELS)
        .default('info'),
      new Option('--http [host:port]', `serve the live page; ${HTTP_HELP}`),
      ...CERTIFICATE_OPTIONS,
      new Option(
        '--tls-names <names>',
        'other names and addresses by which it is reached, separated by commas',
      ),
      new Option('--insecure', 'speak plain text to whoever reaches it, from other machines too'),
      ...ACCOUNT_OPTIONS,
    ],
    help: `
Reached from this machine alone it speaks plain text. Asked to listen for others (--listen, --http or
--metrics) it makes a certificate authority in its state folder, if there is none, and from then on
speaks mutual TLS: 'chorus token create' makes what lets machines and people in.

With --oidc-issuer-url people log in by their accounts (OpenID Connect): who has one of the values of
--oidc-operators or --oidc-viewers in the claim, and nobody else. docs/operation.md says how Chorus is
registered at the issuer.

Examples:
  chorus serve --listen 0.0.0.0:50051
  chorus serve --listen 0.0.0.0:50051 --tls-names gpu.example.org --http 0.0.0.0:8080`,
    run: async (options) => (await import('../commands/serve.ts')).serve(options),
  }),
  command<QueryFlags, [run?: string]>({
    usage: 'watch [run]',
    description: 'show a run, the newest by default, until it ends',
    options: () => QUERY_OPTIONS,
    run: async (options, run = '') => (await import('../commands/queries.ts')).watch(run, options),
  }),
  command<QueryFlags, [run?: string]>({
    usage: 'status [run]',
    description: 'show how a run, the newest by default, stands',
    options: () => QUERY_OPTIONS,
    run: async (options, run = '') => (await import('../commands/queries.ts')).status(run, options),
  }),
  command<LogsFlags, [run?: string]>({
    usage: 'logs [run]',
    description: 'print the log of a run, the newest by default',
    options: () => [
      ...QUERY_OPTIONS,
      new Option('--member <k>', 'only what is about this member'),
      new Option('--follow', 'wait for more until the run ends'),
      SINCE_OPTION,
    ],
    run: async (options, run = '') => (await import('../commands/logs.ts')).logs(run, options),
  }),
  command<QueryFlags, []>({
    usage: 'runs',
    description: "list the coordinator's runs",
    options: () => QUERY_OPTIONS,
    run: async (options) => (await import('../commands/queries.ts')).runs(options),
  }),
  {
    ...command<QueryFlags, []>({
      usage: 'workers',
      description: "list the coordinator's workers, or end one's access",
      options: () => QUERY_OPTIONS,
      run: async (options) => (await import('../commands/queries.ts')).workers(options),
    }),
    commands: [REMOVE_WORKER],
  },
  {
    ...command<AuditFlags, []>({
      usage: 'audit',
      description: 'print who was allowed or refused what, at the coordinator; or verify that',
      options: () => [STATE_OPTION, SINCE_OPTION, JSON_OPTION],
      help: `
Every order is in it, every caller who was refused, workers that came and went, and what commands beside
the coordinator have changed. Each line has the digest of the one before it, so that 'verify' names the
first one that was altered, removed, moved or inserted; docs/security.md says what that proves.

Examples:
  chorus audit --since 2h
  chorus audit verify
  chorus audit verify --expect 214:5f0c…`,
      run: async (options) => (await import('../commands/audit.ts')).audit(options),
    }),
    commands: [
      command<AuditVerifyFlags, []>({
        usage: 'verify',
        description: 'tell whether the audit log is what was written',
        options: () => [
          STATE_OPTION,
          new Option(
            '--expect <sequence:digest>',
            'what it has printed as the head before, to be there still',
          ),
          JSON_OPTION,
        ],
        run: async (options) => (await import('../commands/audit.ts')).verifyAudit(options),
      }),
    ],
  },
];

/** The commands that tell a coordinator to do something. */
export const ORDER_COMMANDS: readonly CommandEntry[] = [
  command<{ readonly coordinator?: string }, [run: string]>({
    usage: 'cancel <run>',
    description: 'stop a run; what its members have finished is kept',
    options: () => ORDER_OPTIONS,
    run: async ({ coordinator }, run) =>
      (await import('../commands/orders.ts')).cancel(run, coordinator),
  }),
  command<{ readonly coordinator?: string }, [run: string]>({
    usage: 'delete <run>',
    description: 'delete a run that has ended, and its folder',
    options: () => ORDER_OPTIONS,
    run: async ({ coordinator }, run) =>
      (await import('../commands/orders.ts')).deleteRun(run, coordinator),
  }),
  command<{ readonly coordinator?: string }, [worker: string]>({
    usage: 'drain <worker>',
    description: 'let a worker hand back its members and leave',
    options: () => ORDER_OPTIONS,
    run: async ({ coordinator }, worker) =>
      (await import('../commands/orders.ts')).drain(worker, coordinator),
  }),
];
