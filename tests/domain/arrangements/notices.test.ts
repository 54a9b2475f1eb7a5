// Each turn of a gentler agreement is told in words of its own, and the words are there in every language and channel.
import { existsSync } from 'node:fs'
import { agendaOf } from '../../../domain/ladder/agenda'
import { viewOf } from '../../../domain/ladder/case-view'
import type { ServiceNotice } from '../../../domain/ladder/service-notice'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { local } from '../log'
import { testRules } from '../test-strategy'
import { after } from './asking'

const parts = { principalCents: 900_00, interestCents: 80_00, penaltyFeeCents: 20_00, otherFeeCents: 0 }
const bills = [bill('2026-03-01', { minimumDueCents: 1_000_00, parts })]
const opened = aCase({ openedOn: '2026-03-02', bills, parts })
const consent = { kind: 'recordedCall', id: 'recordings/1' }

const offer = {
  kind: 'proposeOffer',
  reliefId: 'o1',
  waivedCents: { fees: 20_00, interest: 0, principal: 0 },
  payBy: '2026-03-31',
}
const offered = after(
  after(opened, '2026-03-10 10:00', 'operator:lin', offer),
  '2026-03-10 11:00',
  'supervisor:qian',
  { kind: 'approveRelief', reliefId: 'o1' },
)
const agreed = after(offered, '2026-03-12 10:00', 'operator:lin', {
  kind: 'agreeRelief',
  reliefId: 'o1',
  consent,
})

/** The newest notice of those that could leave now. */
function toldAt(story: CaseBuilder, moment: string): ServiceNotice | undefined {
  const view = viewOf(story.facts, testRules, local(moment))
  const notices = (view ? agendaOf(view) : []).flatMap((item) => (item.kind === 'notice' ? [item] : []))
  return notices.filter(({ at }) => at <= local(moment)).at(-1)
}

const statement = {
  ...{ adults: 1, children: 0, incomeCents: { salary: 4_000_00 }, expenseCents: {}, otherDebtCents: 0 },
}
const assessed = [
  { kind: 'applyHardship', applicationId: 'h1', cause: 'illness', statement },
  { kind: 'assessHardship', applicationId: 'h1' },
].reduce((story, wish) => after(story, '2026-03-10 10:00', 'operator:lin', wish), opened)
const decided = (outcome: object) =>
  after(assessed, '2026-03-10 12:00', 'supervisor:qian', {
    ...{ kind: 'decideHardship', applicationId: 'h1' },
    ...outcome,
  })
const helped = opened.at('2026-03-10 10:00').hardship('a1', '2026-03-10', '2026-05-31')
const putOff = after(
  after(opened, '2026-03-10 10:00', 'supervisor:qian', {
    ...{
      kind: 'proposeDeferral',
      deferralId: 'd1',
      cause: 'illness',
      from: '2026-03-10',
      until: '2026-05-31',
    },
    evidence: [{ kind: 'medical', documentId: 'doc/1' }],
  }),
  '2026-03-10 11:00',
  'operator:lin',
  { kind: 'agreeDeferral', deferralId: 'd1', consent },
)
const answered = (answer: object) =>
  after(
    after(opened, '2026-03-10 10:00', 'operator:lin', {
      ...{ kind: 'recordProposal', proposalId: 'p1', wish: 'other', channel: 'call' },
    }),
    '2026-03-10 11:00',
    'operator:lin',
    { kind: 'answerProposal', proposalId: 'p1', ...answer },
  )

const rows: [fact: string, story: CaseBuilder, moment: string, name: string, agreed: object][] = [
  [
    'an offer that was approved',
    offered,
    '2026-03-10 11:00',
    'relief-offered',
    {
      until: '2026-03-24',
      waivedCents: 20_00,
      terms: { amountCents: 1_030_00, instalments: 1, on: '2026-03-31' },
    },
  ],
  ['one that was agreed', agreed, '2026-03-12 10:00', 'relief-agreed', { waivedCents: 20_00 }],
  [
    'the days before it is due',
    agreed,
    '2026-03-28 10:00',
    'relief-reminder',
    { amountCents: 1_030_00, on: '2026-03-31' },
  ],
  [
    'one that was kept',
    agreed.at('2026-03-20 10:00').paid(1_030_00).settle(),
    '2026-03-20 10:00',
    'relief-fulfilled',
    { waivedCents: 20_00 },
  ],
  [
    'one that was broken',
    agreed.at('2026-04-04 00:00').settle(),
    '2026-04-04 00:00',
    'relief-broken',
    { amountCents: 1_030_00, on: '2026-03-31' },
  ],
  [
    'one that the bank has cancelled',
    after(agreed, '2026-03-15 10:00', 'supervisor:qian', {
      kind: 'cancelRelief',
      reliefId: 'o1',
      outcome: 'cancelled',
    }),
    '2026-03-15 10:00',
    'relief-cancelled',
    { on: '2026-03-15' },
  ],
  [
    'hardship that was granted',
    decided({ outcome: 'granted', until: '2026-05-31' }),
    '2026-03-10 12:00',
    'hardship-granted',
    { until: '2026-05-31', on: '2026-03-15' },
  ],
  [
    'hardship that was refused',
    decided({ outcome: 'refused', reasons: ['canPay', 'documentsMissing'] }),
    '2026-03-10 12:00',
    'hardship-refused',
    { reasons: ['canPay', 'documentsMissing'] },
  ],
  [
    'a hardship agreement that the bank has ended',
    after(helped, '2026-03-15 10:00', 'supervisor:qian', { kind: 'endHardship', agreementId: 'a1' }),
    '2026-03-15 10:00',
    'hardship-ended',
    { on: '2026-03-15' },
  ],
  [
    'a deferral that comes to its end',
    putOff,
    '2026-05-24 10:00',
    'deferral-ending',
    { until: '2026-05-31' },
  ],
  [
    'a deferral that the bank has ended',
    after(putOff, '2026-03-15 10:00', 'supervisor:qian', { kind: 'endDeferral', deferralId: 'd1' }),
    '2026-03-15 10:00',
    'deferral-ended',
    { on: '2026-03-15' },
  ],
  [
    'a proposal that was accepted',
    answered({ answer: 'accepted' }),
    '2026-03-10 11:00',
    'proposal-accepted',
    { id: 'p1' },
  ],
  [
    'a proposal that was countered',
    answered({ answer: 'countered', reasons: ['tooLate'], counter: { amountCents: 100_00, months: 3 } }),
    '2026-03-10 11:00',
    'proposal-countered',
    { reasons: ['tooLate'], terms: { amountCents: 100_00, months: 3 } },
  ],
  [
    'a proposal that was refused',
    answered({ answer: 'refused', reasons: ['tooLittle'] }),
    '2026-03-10 11:00',
    'proposal-refused',
    { reasons: ['tooLittle'] },
  ],
]

test.each(rows)('%s', (_, story, moment, name, words) => {
  expect(toldAt(story, moment)).toMatchObject({ name, agreed: words })
})

test.each([...new Set(rows.map(([, , , name]) => name)), 'relief-missed'])(
  '%s has words in each language and channel',
  (name) => {
    for (const place of ['en/sms', 'en/email', 'zh-CN/sms', 'zh-CN/email'])
      expect(existsSync(`templates/${place}/service-${name}.txt`)).toBe(true)
  },
)
