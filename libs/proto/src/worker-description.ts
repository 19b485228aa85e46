/** What is known of a worker beside what the scheduler needs. */
export interface WorkerDescription {
  readonly hostname: string;
  readonly backend: string;
  readonly devices: readonly { kind: string; name: string; memoryBytes: number }[];
  readonly versions: Readonly<Record<string, string>>;
}
