// A debt that nobody owes: by it templates are looked at and checked before anybody gets them.
import type { NoticeContent } from './notice'

/** Everything that a notice tells, but for what the bank says of itself. */
export const inventedDebt = {
  customerName: 'Zhang Example',
  accountId: 'ACC00001234',
  product: 'card',
  currency: 'CNY',
  overdueCents: 52_300,
  oldestDueOn: '2026-02-20',
  daysPastDue: 13,
  reportedOn: '2026-03-04',
  balanceCents: 523_456,
  principalCents: 500_000,
  interestCents: 20_000,
  penaltyFeeCents: 3_000,
  otherFeeCents: 456,
  bills: [
    {
      billId: 'invented',
      statementOn: '2026-01-31',
      dueOn: '2026-02-20',
      minimumDueCents: 52_300,
      totalCents: 523_456,
      paidCents: 0,
    },
  ],
  others: [],
  agreed: {
    id: 'plan-1',
    amountCents: 87_243,
    on: '2026-03-20',
    until: '2026-03-28',
    waivedCents: 20_000,
    reasons: ['documentsMissing', 'otherHelpFits'],
    terms: { amountCents: 503_456, instalments: 6, on: '2026-03-20' },
  },
  today: '2026-03-05',
  payBy: '2026-03-12',
  reference: '4821-0937-1153',
} as const satisfies Partial<NoticeContent>
