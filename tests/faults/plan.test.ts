// Does a plan survive a kill in its middle? The worker dies at named moments between the first reminder and the notice of
// the breach; every notice has left once, the plan broke once, and collection goes on only after that.
import { sendCommand } from '../../cases/send-command'
import { type Bank, withBank, zone } from './bank'
import { brokenInvariants } from './invariants'
import type { Moment } from './pg-proxy'
import { chosenPoints } from './seed'

jest.setTimeout(240_000)

/** Agreed on 3 March; reminded of on the 7th, missed on the 14th, broken on the 19th, and the customer told that day. */
const plan = {
  kind: 'agreePlan' as const,
  commandId: 'plan',
  by: 'operator:lin',
  planId: 'p',
  instalments: [
    { dueOn: '2026-03-10', amountCents: 200_00 },
    { dueOn: '2026-04-10', amountCents: 300_00 },
  ],
  evidence: 'call-1',
}

const moments: Moment[] = [
  {
    name: 'a notice counts as on its way',
    statement: /^commit/,
    within: /^update contact set .*\[sending,/,
  },
  { name: 'a notice is committed', statement: /^commit/, within: /append_facts.*stepTaken/ },
  { name: 'the breach is recorded', statement: /append_facts.*planEnded/ },
  { name: 'the breach is committed', statement: /^commit/, within: /append_facts.*planEnded/ },
]

test.concurrent.each(chosenPoints(moments, { count: 4, occurrences: 1 }))(
  'every notice leaves once and the plan breaks once although the worker was killed %s',
  (_, point) =>
    withBank(async (bank) => {
      const worker = await bank.openCases(1)
      await bank.liveUntil('2026-03-03')
      expect(await agree(bank)).toMatchObject({ ok: true })
      await bank.settle()
      await bank.liveUntil('2026-03-06')
      const killed = worker.killAt(point)
      await Promise.all([bank.liveUntil('2026-03-25'), killed.then(() => bank.replaceWorker())])
      expect(await brokenInvariants(bank)).toEqual([])
      const told = await bank.db.prisma.contact.findMany({ where: { stepKey: { contains: '/service-' } } })
      expect(told.map(({ stepKey }) => stepKey.split('/')[2]).sort()).toEqual([
        'service-instalment-reminder.p',
        'service-missed-instalment.p',
        'service-plan-broken.p',
      ])
      expect([await bank.countOf(1, 'planEnded'), await bank.countOf(1, 'planBreachTold')]).toEqual([1, 1])
    }),
)

function agree(bank: Bank) {
  const { db, temporal, rulesOf } = bank
  const now = () => 0
  return sendCommand({ db, zone, rulesOf, client: temporal.client, now }, bank.account(1), plan)
}
