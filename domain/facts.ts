// What can happen to an account in arrears: the closed list of facts, each append-only. decide() answers from these
// alone, so whatever should change a decision must be one of them.
import type { AccelerationFacts } from './arrangements/acceleration-facts'
import type { ForbearanceFacts } from './arrangements/forbearance-facts'
import type { PlanFacts } from './arrangements/plan-facts'
import type { PromiseFacts } from './arrangements/promise-facts'
import type { CalendarDate, Instant } from './calendar-date'
import type { CollectorFacts } from './contact/collector-facts'
import type { ConversationFacts } from './contact/conversation-facts'
import type { DayHours } from './ladder/contact-window'
import type { MoneyFacts } from './money/money-facts'
import type { Verdict } from './policy/objection'
import type { Situation } from './policy/situation'
import type { ContactOutcome as CountedOutcome } from './policy/vocabulary'
import type { ComplaintFacts } from './protection/complaint-facts'
import type { DisputeFacts } from './protection/dispute-facts'
import type { RestrictionFacts } from './privacy/restriction-facts'
import type { CircumstanceFacts } from './protection/circumstance-facts'
import type { HoldFacts } from './protection/hold-facts'
import type { PartyFacts } from './protection/party-facts'
import type { RepresentationFacts } from './protection/representation-facts'
import type { ReplyMeaning } from './words/reply'

export type Product = 'card' | 'personalLoan'
export type RiskSegment = 'low' | 'medium' | 'high' | 'unknown'

/** What a debt consists of, in cents. */
export interface DebtParts {
  principalCents: number
  interestCents: number
  penaltyFeeCents: number
  otherFeeCents: number
}

/** A bill (card) or instalment (loan) that is not wholly paid, as the bank's books showed it. */
export interface UnpaidBill {
  billId: string
  statementOn: CalendarDate
  dueOn: CalendarDate
  /** Card: the bill's own minimum without arrears carried forward. Loan: the whole instalment. */
  minimumDueCents: number
  totalCents: number
  /** What `totalCents` consists of, nothing yet taken off for what was paid; absent in old logs. */
  parts?: DebtParts
  paidCents: number
}

export type ContactChannel = 'sms' | 'email' | 'letter' | 'voice' | 'visit'

/** Channels on which the bank's words go out by themselves, without a person; by `voice` a machine speaks them. */
export type MessageChannel = Extract<ContactChannel, 'sms' | 'email' | 'letter' | 'voice'>

/** What became of one attempt to contact a person. `unknown` counts as sent (decision 8). */
export type ContactOutcome = 'sent' | 'failed' | 'unknown' | 'withheld'

/** Why an agency gives a case back: what was agreed, what stands, another bill is the oldest one, the case is over. */
export type RecallReason =
  | ('planAgreed' | 'reliefAgreed')
  | ('hold' | 'dispute' | 'plan' | 'hardship' | 'deferral' | 'relief' | 'circumstance' | 'restriction')
  | ('anchorMoved' | 'caseClosed')

export type DeliveryOutcome = 'delivered' | 'failed' | 'returned' | 'refused'

/** What a call came to, in the words of the rule packs. */
export const callOutcomes = [
  'effective',
  'unanswered',
  'voicemail',
  'wrongParty',
  'notConnected',
] as const satisfies readonly CountedOutcome[]
export type CallOutcome = (typeof callOutcomes)[number]

/** Why a letter came back; one that nobody fetched was addressed well. */
export const returnReasons = ['unknown', 'moved', 'unclaimed', 'other'] as const
export type ReturnReason = (typeof returnReasons)[number]

export type TaskKind =
  | 'call'
  | 'visit'
  | 'secondVisit'
  | 'approval'
  | 'assessment'
  | 'placement'
  | 'matter'
  /** Something the flow could not settle by itself: an unknown send, a failed step, a letter that came back. */
  | 'review'
  /** A notice that must reach the customer with proof. */
  | 'serveNotice'
  /** Beside the ladder, see ladder/awaited.ts: something is to be decided; its deadline comes near; the customer is to be told. */
  | 'decision'
  | 'warning'
  | 'answer'
  /** A deferral is to be offered; a hardship agreement looked at again; the bank's books are to show what was waived. */
  | 'offer'
  | 'hardshipReview'
  | 'booking'
  /** A disputed bill is verified and the dispute answered. */
  | 'verification'
  /** Card operations block the card and look at its transactions. */
  | 'cardOperations'
  /** Whether a circumstance holds; who is there for the customer; whether somebody acts for them; a report to file. */
  | 'circumstanceCheck'
  | 'personalCare'
  | 'representationCheck'
  | 'policeReport'
  /** A complaint is looked into and answered. */
  | 'complaint'
  /** Compliance looks at complaints that repeat themselves. */
  | 'compliance'

/** What the rule packs were asked about a contact and what they answered. */
export interface JudgementOnRecord {
  at: Instant
  verdict: Verdict
  until?: Instant
  /** `cn-bank@2026.3#` and the beginning of the file's SHA-256. */
  packs: string[]
  /** `CN-CMP-01 FLAG` */
  reasons: string[]
  /** Where each count stood before: `BANK-DAY 0/1 the person, sms Asia/Shanghai`. */
  counts: string[]
  /** Of everything that was asked: the contact, the person's standing, the ledger. */
  situationSha256: string
}

/** What a customer can say about when and how often to be contacted. */
export type WishTopic = 'consentToHours' | 'consentToFrequency' | 'consentToDisclosure' | 'inconvenientHours'

export type TaskDetail = Record<string, string | number | boolean | string[]>

/** A piece of evidence that a court asks for, and where it is; null: missing. */
export interface EvidenceItem {
  item: 'contract' | 'bills' | 'notice' | 'proofOfDelivery' | 'records'
  evidence: string | null
}

/** The payload of each kind of fact. Amounts are cents of the account's currency. */
export interface FactPayloads
  extends
    MoneyFacts,
    PromiseFacts,
    PlanFacts,
    ForbearanceFacts,
    AccelerationFacts,
    HoldFacts,
    DisputeFacts,
    ComplaintFacts,
    ConversationFacts,
    CollectorFacts,
    CircumstanceFacts,
    PartyFacts,
    RepresentationFacts,
    RestrictionFacts {
  /** The bank's books at close of `businessDate`: written by the import when something but interest changed. */
  positionReported: {
    businessDate: CalendarDate
    customerId: string
    product: Product
    currency: string
    riskSegment: RiskSegment
    graceDays: number
    toleranceCents: number
    balanceCents: number
    /** What `balanceCents` consists of, payments taken off; absent in old logs, as is the rate. */
    parts?: DebtParts
    /** Interest a day as a fraction: `0.0005`. */
    dailyRate?: string
    bills: UnpaidBill[]
  }
  paymentPosted: { paymentId: string; amountCents: number; valueOn: CalendarDate; postedOn: CalendarDate }
  /** `paymentId` is the reversal's own id. */
  paymentReversed: {
    paymentId: string
    reversesPaymentId: string
    amountCents: number
    valueOn: CalendarDate
    postedOn: CalendarDate
  }
  /** A corrected drop showed that this payment or reversal never was. */
  paymentVoided: { paymentId: string }
  /** The account left the drop without an exit row: contact stops, a query is open, nothing is cured (A5). */
  accountMissing: { businessDate: CalendarDate }
  accountFound: { businessDate: CalendarDate }
  accountExited: { businessDate: CalendarDate; reason: ExitReason }
  episodeOpened: {
    episode: number
    because: 'newDelinquency' | 'reDelinquency'
    strategyId: string
    strategyVersion: string
  }
  /** A reversal brought back a debt whose case had closed: the same episode goes on. */
  episodeReopened: { episode: number }
  episodeClosed: { episode: number; reason: CloseReason }
  /** The performer of a step has done its part. `withheld` names the rule that forbade it. */
  stepTaken: {
    stepKey: string
    rung: string
    outcome: 'done' | 'withheld' | 'skipped' | 'failed'
    ruleId?: string
  }
  /** After an outage: the step is planned anew, not before `notBefore`. */
  stepReplanned: { stepKey: string; notBefore: Instant }
  contactMade: {
    contactKey: string
    stepKey: string
    channel: ContactChannel
    outcome: ContactOutcome
    /** Withheld: the rule that forbade it. Made all the same and reported afterwards: the rule that it broke. */
    ruleId?: string
    detail?: string
    /** What a call came to, as the rule packs count it. */
    result?: CountedOutcome
    /** Where a call can be heard. */
    recording?: string
    judgement?: JudgementOnRecord
  }
  deliveryReported: { contactKey: string; outcome: DeliveryOutcome; reason?: ReturnReason }
  /** A call that a machine made has come to something. */
  callReported: { contactKey: string; outcome: CallOutcome }
  /** The person answered. The text itself stays with the provider. */
  replyReceived: {
    messageId: string
    contactPointId: string
    channel: MessageChannel
    meaning: ReplyMeaning
  }
  /** A person wants a party of the account to be asked to pass on a message; another one agrees (CN-3P-02). */
  relayAsked: { relayId: string; partyId: string }
  relayApproved: { relayId: string }
  /** The party does not want to be contacted, ever (CN-3P-04). */
  partyRefused: { partyId: string }
  taskOpened: {
    taskId: string
    kind: TaskKind
    stepKey: string
    dueAt: Instant
    defaultOutcome: string
    /** What the person needs to know: ids, amounts and dates, never personal data. */
    detail?: TaskDetail
  }
  /** A person's result, or the default outcome at the deadline (`expired`). */
  taskEnded: { taskId: string; outcome: string; expired: boolean; note?: string }
  /**
   * What the customer said about being contacted, for the person and not only this account. `accounts` empty: about all
   * of them. `hours` empty: all day. Consent counts only with `evidence`, and for whom it was given to (CN-TIME-02).
   */
  wishStated: {
    wishId: string
    topic: WishTopic
    channels: Situation['consents'][number]['channels']
    accounts: string[]
    hours: DayHours[]
    from: Instant
    until?: Instant
    evidence: string | null
    givenTo: Situation['actor']
  }
  wishWithdrawn: { wishId: string; at: Instant }
  placed: { placementId: string; agencyId: string; until: CalendarDate }
  /** An agency is to stop at once and give the case back. */
  placementRecalled: { placementId: string; because: RecallReason; on: CalendarDate }
  matterOpened: { matterId: string; checklist: EvidenceItem[] }
  /** Facts that a drop wrote and its correction took back; they stay in the log but no longer count (A3). */
  dropWithdrawn: { dropId: string; seqs: number[] }
  /** A message that broke a limit or lacked an approval: kept, a person looks, nothing starts or stops by it. */
  messageRefused: { message: string; code: string; reason: string }
}

export type FactKind = keyof FactPayloads
export type ExitReason = 'paid' | 'sold' | 'writtenOff' | 'migrated' | 'closed'
/** `withdrawn`: a corrected drop showed that the case should not have been opened. */
export type CloseReason = 'cured' | 'withdrawn' | 'neverOpened' | `exited:${ExitReason}`

interface FactEnvelope<K extends FactKind> {
  accountId: string
  /** The order in which the account's facts became known. */
  seq: number
  /** Unique per account: the same fact reported twice is one fact. */
  key: string
  kind: K
  /** When it counts. */
  effectiveAt: Instant
  /** When it was recorded, on the case's clock. */
  recordedAt: Instant
  /** Not stored: when an earlier drop said the same, and its correction recorded it anew (first-known.ts). */
  firstKnownAt?: Instant
  /** The person, or the part of the system, that caused it: `operator:lin`, `bank:nightly-drop`, `case`. */
  actor: string
  /** Where it came from: `drop/<id>`, `update`, `signal`, `step`. */
  source: string
  payload: FactPayloads[K]
}

export type FactOf<K extends FactKind> = FactEnvelope<K>
export type Fact = { [K in FactKind]: FactEnvelope<K> }[FactKind]

/** A fact not yet in the log: the log gives it its seq. */
export type NewFact = { [K in FactKind]: Omit<FactEnvelope<K>, 'seq' | 'firstKnownAt'> }[FactKind]

/** The facts of one kind, typed. */
export function factsOf<K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K>[] {
  return facts.filter((fact): fact is Fact & FactOf<K> => fact.kind === kind)
}
