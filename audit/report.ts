// What does the audit answer? Every breach with its rule and contact, and just as plainly what was looked at and what was
// not: a clean report says nothing about rules that could not be checked.

export interface Breach {
  /** The rule of a pack (`CN-TIME-01`), or one of the audit's own (`TWICE`). */
  rule: string
  /** The pack; null: the audit's own rule. */
  policy: string | null
  /** null: it is no single contact. */
  contactKey: string | null
  /** ISO 8601; null: it has no moment. */
  at: string | null
  /** Ids, hours and numbers only. */
  text: string
}

export interface CheckedRule {
  policy: string | null
  rule: string
  /** The part of the pack: windows, counters ... or `records` for the audit's own rules. */
  kind: string
}

export interface UncheckedRule {
  policy: string
  rule: string
  why: string
}

export interface AuditReport {
  /** Contacts that were looked at. */
  contacts: number
  breaches: Breach[]
  checked: CheckedRule[]
  notChecked: UncheckedRule[]
}
