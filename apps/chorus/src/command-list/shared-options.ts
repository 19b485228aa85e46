/** Options that several commands have. */
import { DEFAULT_ADDRESS } from '@chorus/proto/default-address';
import { Option } from 'commander';
import { DEFAULT_HTTP_ADDRESS } from '../default-http-address.ts';

/** What help says of `--http`. */
export const HTTP_HELP = `alone it means ${DEFAULT_HTTP_ADDRESS} (default: no page)`;

/** The option of a command that people script. */
export const JSON_OPTION = new Option('--json', 'print JSON');

/** The options that give certificates from elsewhere. */
export const CERTIFICATE_OPTIONS = [
  new Option('--tls-cert <file>', 'a certificate from elsewhere, in PEM, by which it is known'),
  new Option('--tls-key <file>', 'the private key of that certificate'),
  new Option('--tls-ca <file>', 'the authority that vouches for both sides'),
];

/** The option of a command that works on the coordinator's machine, beside it. */
export const STATE_OPTION = new Option(
  '--state <folder>',
  "the coordinator's state folder",
).default('state');

/** The options by which accounts let people in. */
export const ACCOUNT_OPTIONS = [
  new Option('--oidc-issuer-url <url>', 'whose accounts let people in (default: nobody)'),
  new Option('--oidc-client-id <id>', 'as what Chorus is registered there: a public client'),
  new Option('--oidc-scopes <scopes>', 'what is asked for beside openid (default: profile,email)'),
  new Option('--oidc-groups-claim <claim>', 'the claim that says what somebody is').default(
    'groups',
  ),
  new Option('--oidc-operators <values>', 'its values that make operators, by commas'),
  new Option('--oidc-viewers <values>', 'its values that make viewers, by commas'),
];

/** The options of a command that asks a coordinator and changes nothing. */
export const QUERY_OPTIONS = [...coordinatorOptions('whom to ask'), JSON_OPTION];

/** The option of a command that tells a coordinator to do something. */
export const ORDER_OPTIONS = coordinatorOptions('who is to do it');

/** The options of a command that trains: where, and how it is shown. */
export const PLACE_OPTIONS = [
  new Option('--coordinator <host:port>', 'submit the run there'),
  contextOption(),
  new Option('--out <folder>', 'where the folder of the run is left').default('runs'),
  new Option(
    '--allow-cpu',
    'train here on the CPU, too, when TensorFlow cannot use the GPU that is found',
  ),
  new Option(
    '--http [host:port]',
    `serve the live page of a run that is trained here; ${HTTP_HELP}`,
  ),
  new Option('--insecure', 'show that page to other machines, too, whoever asks'),
  new Option('--json', 'print events as JSON, one per line, the report last'),
];

/** The options that say which coordinator, and as whom. @param description what it is for */
export function coordinatorOptions(description: string): Option[] {
  const place = `that of the context in use, else ${DEFAULT_ADDRESS}`;
  return [
    new Option('--coordinator <host:port>', `${description} (default: ${place})`),
    contextOption(),
  ];
}

/** The option that says by which login, and at which coordinator unless one is named. */
export function contextOption(): Option {
  const option = new Option('--context <name>', "a login's coordinator, and who asks there");
  // Whatever dials a coordinator looks there who asks.
  return option.argParser((name) => (process.env['CHORUS_CONTEXT'] = name));
}
