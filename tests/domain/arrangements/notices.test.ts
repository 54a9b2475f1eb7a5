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
