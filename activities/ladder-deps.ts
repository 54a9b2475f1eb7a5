// What the performers of the ladder's steps are given: the case, the rule packs, the words and the ways out of the bank.
import type { CaseDeps } from '../cases/case-log'
import type { AgencyBook } from '../platform/agencies'
import type { BankProfile } from '../platform/bank-profile'
import type { Carrier } from '../platform/carrier'
import type { HandoverFolder } from '../platform/handover-folder'
import type { PrintHouse } from '../platform/print-house'
import type { RecorderState } from '../platform/recorder'
import type { SealedPack } from '../platform/rule-packs'
import type { Templates } from '../platform/templates'

export interface StepDeps extends CaseDeps {
  policies: readonly SealedPack[]
  templates: Templates
  bank: BankProfile
  sms: Carrier
  email: Carrier
  /** Calls that a machine makes. */
  voice: Carrier
  /** Whether calls are recorded at this moment. */
  recorder: () => RecorderState
  printHouse: PrintHouse
  agencies: AgencyBook
  /** Where files for agencies and the legal department are left. */
  handover: HandoverFolder
}
