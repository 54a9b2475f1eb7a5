// One sentence for every kind of fact, for people to read: ids, dates and amounts, nothing else.
import type { Fact, FactKind, FactPayloads } from '../../domain/facts'
import { storyOf } from '../../domain/story'
import { aCase } from './case-builder'
import { local } from './log'

type Row = { [K in FactKind]: [kind: K, payload: FactPayloads[K], sentence: string] }[FactKind]

const key = '1/2026-03-01/visit/1'
const at = local('2026-03-10 09:30')

const rows: Row[] = [
  [
    'paymentPosted',
    { paymentId: 'p-1', amountCents: 1234567, valueOn: '2026-03-09', postedOn: '2026-03-10' },
    'payment p-1 of 12,345.67 with value date 2026-03-09',
  ],
  [
    'paymentReversed',
    {
      paymentId: 'r-1',
      reversesPaymentId: 'p-1',
      amountCents: 5,
      valueOn: '2026-03-09',
      postedOn: '2026-03-10',
    },
    'payment p-1 came back: 0.05, value date 2026-03-09',
  ],
  ['paymentVoided', { paymentId: 'p-1' }, 'payment p-1 never was, by a corrected drop'],
  [
    'accountMissing',
    { businessDate: '2026-03-09' },
    'missing from the drop of 2026-03-09 without an exit row: contact stops, a query is open',
  ],
  ['accountFound', { businessDate: '2026-03-09' }, 'back in the drop of 2026-03-09'],
  ['accountExited', { businessDate: '2026-03-09', reason: 'sold' }, 'left the drop of 2026-03-09: sold'],
  [
    'episodeOpened',
    { episode: 2, because: 'reDelinquency', strategyId: 'card-standard', strategyVersion: '2026.1' },
    'case 2 opened (reDelinquency) under card-standard@2026.1',
  ],
  ['episodeReopened', { episode: 2 }, 'case 2 goes on: a payment came back'],
  ['episodeClosed', { episode: 2, reason: 'exited:sold' }, 'case 2 closed: exited:sold'],
  ['stepTaken', { stepKey: key, rung: 'visit', outcome: 'done' }, `step visit taken (${key})`],
  [
    'stepTaken',
    { stepKey: key, rung: 'visit', outcome: 'withheld', ruleId: 'LETTER_UNDELIVERED' },
    `step visit withheld by rule LETTER_UNDELIVERED (${key})`,
  ],
  ['stepReplanned', { stepKey: key, notBefore: at }, `step put off, not before 2026-03-10T01:30Z (${key})`],
  [
    'contactMade',
    { contactKey: 'c-1', stepKey: key, channel: 'sms', outcome: 'withheld', ruleId: 'BANK-DAY' },
    'sms withheld by rule BANK-DAY (c-1)',
  ],
  ['contactMade', { contactKey: 'c-1', stepKey: key, channel: 'email', outcome: 'sent' }, 'email sent (c-1)'],
  ['deliveryReported', { contactKey: 'c-1', outcome: 'returned' }, 'returned: c-1'],
  [
    'taskOpened',
    { taskId: 't-1', kind: 'visit', stepKey: key, dueAt: at, defaultOutcome: 'notReported' },
    'task visit for a person, due 2026-03-10T01:30Z, else notReported (t-1)',
  ],
  [
    'taskEnded',
    { taskId: 't-1', outcome: 'met', expired: false, note: 'secret' },
    'task ended with met (t-1)',
  ],
  [
    'taskEnded',
    { taskId: 't-1', outcome: 'notReported', expired: true },
    'task ended with notReported at its deadline (t-1)',
  ],
  [
    'planAgreed',
    {
      planId: 'p-1',
      instalments: [
        { dueOn: '2026-04-01', amountCents: 1 },
        { dueOn: '2026-05-01', amountCents: 1 },
      ],
      toleranceCents: 0,
      graceDays: 3,
      evidence: 'rec-1',
    },
    'plan p-1 agreed: 2 instalments from 2026-04-01 (rec-1)',
  ],
  ['planEnded', { planId: 'p-1', outcome: 'broken', on: '2026-04-02' }, 'plan p-1 broken on 2026-04-02'],
  [
    'hardshipAgreed',
    { agreementId: 'h-1', from: '2026-03-01', until: '2026-06-01', evidence: 'doc-1' },
    'hardship agreement h-1 from 2026-03-01 until 2026-06-01 (doc-1)',
  ],
  [
    'hardshipEnded',
    { agreementId: 'h-1', on: '2026-04-01', reason: 'secret' },
    'hardship agreement h-1 ended on 2026-04-01',
  ],
  [
    'holdPlaced',
    { holdId: 'h-1', reason: 'dispute', from: at, note: 'secret' },
    'hold h-1 (dispute) from 2026-03-10T01:30Z until lifted',
  ],
  [
    'holdPlaced',
    { holdId: 'h-1', reason: 'dispute', from: at, until: at },
    'hold h-1 (dispute) from 2026-03-10T01:30Z until 2026-03-10T01:30Z',
  ],
  ['holdLifted', { holdId: 'h-1', at, note: 'secret' }, 'hold h-1 lifted'],
  [
    'placed',
    { placementId: 'p-1', agencyId: 'harbour', until: '2026-06-01' },
    'placed with agency harbour until 2026-06-01',
  ],
  [
    'relayAsked',
    { relayId: 'r-1', partyId: 'p-1' },
    'relay r-1 asked for: party p-1 is to pass on a message',
  ],
  ['relayApproved', { relayId: 'r-1' }, 'relay r-1 approved'],
  ['partyRefused', { partyId: 'p-1' }, 'party p-1 is never to be contacted again'],
  ['matterOpened', { matterId: 'm-1', checklist: [] }, 'legal matter m-1 opened'],
  ['dropWithdrawn', { dropId: 'd-1', seqs: [1, 2] }, 'drop d-1 was corrected: 2 facts no longer count'],
  [
    'messageRefused',
    { message: 'agreePlan', code: 'INSTALMENT_PAST', reason: 'the first instalment is due in the past' },
    'message agreePlan refused: INSTALMENT_PAST, the first instalment is due in the past',
  ],
]

test.each(rows)('%s: %j', (kind, payload, sentence) => {
  const envelope = {
    accountId: 'a',
    seq: 1,
    key: 'k',
    effectiveAt: at,
    recordedAt: at,
    actor: 'x',
    source: 'x',
  }
  expect(storyOf({ ...envelope, kind, payload } as Fact)).toBe(sentence)
})

test('a report names its amount, its bills and the oldest of them', () => {
  const [report] = aCase().facts
  expect(report && storyOf(report)).toBe(
    'the bank reported CNY 500.00 at close of 2026-03-04: 1 unpaid bills, oldest unpaid bill due 2026-03-01',
  )
})

test('no sentence repeats a note: notes may hold what only the person concerned should read', () => {
  const sentences = rows.map(([kind, payload]) => {
    const envelope = {
      accountId: 'a',
      seq: 1,
      key: 'k',
      effectiveAt: at,
      recordedAt: at,
      actor: 'x',
      source: 'x',
    }
    return storyOf({ ...envelope, kind, payload } as Fact)
  })
  expect(sentences.join('\n')).not.toContain('secret')
})
