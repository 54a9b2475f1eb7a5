// Which words may a rule pack and its cases use? Closed lists: a misspelt channel, role or status is an error with its
// line, never a rule that silently concerns nobody. Documents and other papers are named freely.

export const channels = [
  'voice',
  'voicemail',
  'sms',
  'email',
  'letter',
  'visit',
  'instantMessage',
  'push',
  'publicNotice',
] as const
export type Channel = (typeof channels)[number]

/** What is about to be done. The first four reach a person and have a channel, the others do not. */
export const actions = [
  'collect',
  /** Asking a third party how the debtor can be reached, or to pass on a request to call. */
  'locate',
  /** About an agreement that is kept, a payment, the account: nothing is demanded. */
  'serviceNotice',
  /** One of the notices that the law still permits after a written demand to cease. */
  'permittedNotice',
  'reply',
  'agreePlan',
  'resumeCollection',
  'chargeFee',
  'chargeInterest',
  'acceptPayment',
  'placeWithAgency',
  'reportToBureau',
  'sue',
  'threatenSuit',
  'referToPolice',
  'sellDebt',
  'resellDebt',
] as const

/** Who collects, in the words of the law: the creditor itself, for it, or as a new owner. */
export const actors = ['bank', 'agency', 'purchaser', 'servicer', 'lawFirm'] as const

export const callers = ['human', 'ai'] as const

/** Who the person contacted is to the debt. */
export const roles = [
  'debtor',
  'guarantor',
  'supplementaryHolder',
  'spouse',
  'parent',
  'guardian',
  'executor',
  'heir',
  'attorney',
  'employer',
  'relative',
  'reservedContact',
  'thirdParty',
] as const

export const products = ['card', 'personalLoan', 'mortgage', 'businessLoan', 'securedLoan'] as const

/** What is known of the debtor or the debt, each from a day on and perhaps until one. */
export const statuses = [
  'paid',
  'writtenOff',
  'disputed',
  'disputedInValidationPeriod',
  'complaintOpen',
  'deceased',
  'minor',
  'noCapacity',
  'limitedCapacity',
  'capacityDoubt',
  'vulnerable',
  'seriouslyIll',
  'bankrupt',
  'represented',
  'planKept',
  'planBroken',
  /** Hardship, a deferral or relief that runs. */
  'hardshipAgreed',
  'moratorium',
  'breathingSpace',
  'mentalHealthCrisis',
  'adviserPlan',
  'ceaseRequested',
  'timeBarred',
  'numbersInvalid',
  'assigned',
  'nonPerforming',
  'legalHold',
  'regulatorHold',
  /** Personal data is stored and used for nothing else. */
  'restricted',
  /** Found from the contacts on record, never written down: see out-of-contact.ts. */
  'outOfContact',
] as const

export const contactOutcomes = [
  /** The right person spoke, or answered. */
  'effective',
  'unanswered',
  'voicemail',
  'wrongParty',
  /** Busy or out of service: it never rang. */
  'notConnected',
  /** A message that was handed over. */
  'sent',
  /** Known to have reached nobody: uses no slot. */
  'failed',
  /** Reserved, being made, or nobody can say: counts as used everywhere. */
  'unknown',
] as const
export type ContactOutcome = (typeof contactOutcomes)[number]

export const pointSources = [
  'contract',
  'reserved',
  'authorised',
  'public',
  'reservedContact',
  'bureau',
  'traced',
] as const

export const pointFlags = ['wrongParty', 'invalid', 'optedOut', 'reassigned', 'employerOwned'] as const

export const partyFlags = [
  /** This person does not want to be contacted. */
  'refusedContact',
  'employerForbids',
  'inconvenientPlace',
  'estateRenounced',
  /** A minor, or without capacity. */
  'minor',
] as const

export const places = ['home', 'office', 'public', 'branch'] as const

export const agencyFlags = ['whiteListed', 'subDelegated', 'posesAsBank', 'privateDevice'] as const

export const feeKinds = ['penalty', 'overLimit', 'collection', 'annual', 'other'] as const

/** Fields of the debt that a message names. */
export const mentions = ['debt', 'amount', 'product', 'overdueDays', 'cardNo', 'idNo'] as const

/** What begins a period of limitation anew. */
export const interruptionKinds = [
  'demandDelivered',
  'debit',
  'acknowledgement',
  'partPayment',
  'suit',
  'arbitration',
  'policeReport',
] as const
export type InterruptionKind = (typeof interruptionKinds)[number]

/** Parts of a debt that a payment is used for, in an order that a rule gives. */
export const debtParts = ['costs', 'fees', 'interest', 'principal'] as const
export type DebtPart = (typeof debtParts)[number]

export const forces = ['law', 'presumption', 'standard', 'selfRegulation', 'bankPolicy'] as const
export type Force = (typeof forces)[number]
