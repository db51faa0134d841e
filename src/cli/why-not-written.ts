const CAUSES: { readonly [code: string]: string } = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk may only be read',
  EISDIR: 'it is a directory; name a file',
  ENOSPC: 'the disk is full',
};

/** Why a file cannot be written, in words that follow "cannot write FILE:". */
export function whyNotWritten(cause: unknown): string {
  const { code, message } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  return (code === undefined ? undefined : CAUSES[code]) ?? message ?? String(cause);
}
