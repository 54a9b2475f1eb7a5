// Is everybody reminded once when the worker dies in the middle of it? At every named moment between the claim of the
// person's slot and the record of the step, in the talk with the database and in that with the providers.
import { type Bank, withBank } from './bank'
import { brokenInvariants, ledgerOf } from './invariants'
import type { Moment } from './pg-proxy'
import { chosenPoints } from './seed'
import type { WorkerProcess } from './worker-process'

jest.setTimeout(240_000)

const overdue = 3
/** The day of the reminder by SMS and by e-mail: the oldest bill is 20 days past due. */
const remindedOn = '2026-03-17'
/** More than the two days after it in which somebody looks into a message whose fate is unknown. */
const threeDaysLater = ['2026-03-20', '20:00'] as const

const claim: Moment = {
  name: 'the claim is committed',
  statement: /^commit/,
  within: /^insert into contact /,
}
const sending: Moment = {
  name: 'the message counts as on its way',
  statement: /^commit/,
  within: /^update contact set .*\[sending,/,
}
const moments: Moment[] = [
  claim,
  { name: 'the last look is taken', statement: /^update contact set .*\[sending,/ },
  sending,
  { name: "the provider's answer is written down", statement: /^update contact set .*\[sent,/ },
  { name: 'the step is committed', statement: /^commit/, within: /append_facts.*stepTaken/ },
]

test.concurrent.each(chosenPoints(moments, { count: 4, occurrences: overdue }))(
  'everybody is reminded once by a worker that was killed %s',
  (_, point) =>
    withBank(async (bank) => {
      const worker = await openCasesBeforeReminder(bank)
      const killed = worker.killAt(point)
      await Promise.all([bank.liveUntil(...threeDaysLater), killed.then(() => bank.replaceWorker())])
      await expectAllReminded(bank)
    }),
)

test.concurrent(
  'a message that the provider took before the worker was killed is found, not sent again',
  () =>
    withBank(async (bank) => {
      const worker = await openCasesBeforeReminder(bank)
      const to = (await bank.db.prisma.contactPoint.findFirstOrThrow({ where: { channel: 'mobile' } })).value
      const fault = { channel: 'sms', kind: 'hang-after-accept', times: 1, to }
      await fetch(`${bank.mailboxUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) })
      const isTaken = async () => (await ledgerOf(bank)).sms.some((message) => message.to === to)
      const killed = until(isTaken).then(() => worker.kill())
      await Promise.all([bank.liveUntil(...threeDaysLater), killed.then(() => bank.replaceWorker())])
      await expectAllReminded(bank)
      expect(await bank.db.prisma.contact.findMany({ where: { channel: 'sms', status: 'unknown' } })).toEqual(
        [],
      )
    }),
)

test.concurrent.each([
  ['between claim and sending', { ...claim, when: 'after' as const }],
  ['when its message counts as on its way', { ...sending, when: 'after' as const }],
  ['while it holds the account', { ...claim, when: 'before' as const }],
])('an attempt that hangs %s, and goes on when another has taken over, sends nothing twice', (_, point) =>
  withBank(async (bank) => {
    const worker = await openCasesBeforeReminder(bank)
    const { begun, release } = bank.proxy.stall(point)
    // The server takes a minute to give up the lost transaction, as long as the case is given to come to rest.
    const lived = bank.liveUntil(...threeDaysLater).catch(() => bank.liveUntil(...threeDaysLater))
    await Promise.all([begun, lived])
    await expectAllReminded(bank)
    release()
    await worker.stop()
    await expectAllReminded(bank)
  }),
)

async function openCasesBeforeReminder(bank: Bank): Promise<WorkerProcess> {
  const worker = await bank.openCases(overdue)
  await bank.liveUntil(remindedOn)
  return worker
}

async function expectAllReminded(bank: Bank): Promise<void> {
  expect(await brokenInvariants(bank)).toEqual([])
  const { contact, fact } = bank.db.prisma
  const made = { stepKey: { contains: '/final-reminder/' }, status: { in: ['sent', 'unknown'] } }
  expect(await contact.count({ where: made })).toBe(2 * overdue)
  const taken = { kind: 'stepTaken', key: { contains: '/final-reminder/' } }
  expect(await fact.count({ where: taken })).toBe(overdue)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50))
}
