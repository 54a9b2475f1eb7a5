// The hash by which a text or file is known again without being kept.
import { createHash } from 'node:crypto'

/** SHA-256 in hexadecimal. */
export function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
