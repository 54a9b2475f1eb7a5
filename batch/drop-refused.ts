// Why is a drop not used at all? The one error for it, with a stable code; nothing in the tables has changed then.
import type { Reject } from './reject-codes'

export type RefusalCode =
  /** manifest.json is missing, wrong, or does not match the files in the folder. */
  | 'DROP_MANIFEST'
  /** A file's header is not exactly the format's. */
  | 'DROP_HEADER'
  /** A file's bytes are not those that the manifest names. */
  | 'DROP_HASH'
  /** The number of rows differs from the manifest. */
  | 'DROP_ROWS'
  /** The sum of the control column differs from the manifest. */
  | 'DROP_TOTAL'
  | 'DROP_TOO_MANY_REJECTS'
  /** The sequence is not higher than that of an earlier drop of the same date, or was used before. */
  | 'DROP_SEQUENCE'
  /** Its business date has not come yet. */
  | 'DROP_IN_FUTURE'
  /** The drop would change nights that are no longer kept. */
  | 'DROP_TOO_OLD'
  /** A release without a name, a reason, or a second person. */
  | 'RELEASE_REFUSED'

export class DropRefused extends Error {
  override readonly name = 'DropRefused'

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly rejects: readonly Reject[] = [],
  ) {
    super(message)
  }
}
