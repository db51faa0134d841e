import type { PackedFile } from './packed-file.ts';

/** A kind of file that holds other files: an archive, or one packed file. Adding one is a folder and a line in the registry. */
export interface Container {
  /** For messages: `a zip archive`. */
  readonly name: string;
  /** Whether a file is of this kind, by its first 4 KiB or all there is. */
  begins(head: Buffer): boolean;
  /**
   * The files in it, one at a time: each must be read, or left alone, before the next is asked for. None is unpacked to disk. A
   * member that cannot be read fails when it is opened, and stops no other.
   *
   * @throws PulsebaseError `INVALID_FILE` when it is damaged as a whole, and what its bytes throw.
   */
  members(file: PackedFile): AsyncGenerator<Member>;
}

export interface Member extends PackedFile {
  /** Whether it is what was packed and has no name of its own, as in gzip. */
  readonly isOnlyOne?: boolean | undefined;
}
