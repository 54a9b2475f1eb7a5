// What the audit asks of every contact, whatever the packs say.

/** The audit's own rules, which hold under every pack. */
export const ownRules = [
  ...['TWICE', 'WITHOUT_FACT', 'WITHOUT_CONTACT', 'WITHOUT_JUDGEMENT', 'AGAINST_JUDGEMENT', 'UNKNOWN_PACK'],
  ...['OUTDATED_PACK', 'PACK_NOT_ASKED', 'AFTER_CURE', 'AFTER_PAYMENT', 'DURING_HOLD', 'DURING_PLAN'],
  ...['DURING_RELIEF', 'DURING_DEFERRAL', 'DURING_HARDSHIP', 'DURING_DISPUTE', 'NOT_OWED', 'BEFORE_TOLD'],
  ...['POINT_NOT_THEIRS', 'POINT_OF_OTHER_CHANNEL'],
  ...[
    'DURING_CIRCUMSTANCE',
    'WHILE_MISSING',
    'NO_PACK',
    'PACK_UNSIGNED',
    'PACK_EXPIRED',
    'INCONVENIENT_TIME',
  ],
  'NOT_CHECKED',
] as const

export interface Fault {
  rule: (typeof ownRules)[number]
  text: string
}
