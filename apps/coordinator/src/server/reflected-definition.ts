import type { PackageDefinition } from '@grpc/proto-loader';
import descriptor, { type IDescriptorProto } from 'protobufjs/ext/descriptor/index.js';

/**
 * A package definition whose file descriptors other languages' tools accept. protobufjs names the message
 * of a map's entries `Versions` where every protobuf compiler says `VersionsEntry`, and `grpcurl`, like
 * everything that is built on Go's library, refuses a file with such a message as a whole.
 *
 * @see https://protobuf.dev/programming-guides/proto3/#maps
 */
export function reflectedDefinition(definition: PackageDefinition): PackageDefinition {
  const renamed = new Map<Uint8Array, Buffer>();
  const rename = (file: Buffer): Buffer => {
    const known = renamed.get(file);
    if (known) return known;
    const { FileDescriptorProto } = descriptor;
    const message = FileDescriptorProto.decode(file);
    nameMapEntries((message as unknown as { messageType: IDescriptorProto[] }).messageType);
    const bytes = Buffer.from(FileDescriptorProto.encode(message).finish());
    renamed.set(file, bytes);
    return bytes;
  };
  return Object.fromEntries(
    Object.entries(definition).map(([name, entry]) => {
      const files = entry['fileDescriptorProtos'];
      return [
        name,
        Array.isArray(files) ? { ...entry, fileDescriptorProtos: files.map(rename) } : entry,
      ];
    }),
  ) as PackageDefinition;
}

/** Renames, in place, the entries of the maps of these messages and of those within them. */
function nameMapEntries(messages: readonly IDescriptorProto[]): void {
  for (const { field = [], nestedType = [] } of messages) {
    nameMapEntries(nestedType);
    for (const entry of nestedType) {
      if (!entry.options?.mapEntry || entry.name!.endsWith('Entry')) continue;
      const user = field.find(({ typeName }) => typeName === entry.name)!;
      entry.name += 'Entry';
      user.typeName = entry.name!;
    }
  }
}
