// Does every case hear of what happened when the relay dies on the way? At every named moment between claiming a row of
// the outbox and marking it as sent; and when two relays work at once.
import { brokenInvariants } from './invariants'
import { type Bank, firstNight, withBank } from './bank'
import type { Moment } from './pg-proxy'
import { chosenPoints } from './seed'

jest.setTimeout(240_000)

const overdue = 3

const moments: Moment[] = [
  {
    name: 'a claimed case is looked up',
    statement: /^select .* from episode .*order by .*number desc/,
  },
  { name: 'the first decision is stored', statement: /insert into decision/ },
  { name: 'the first decision is committed', statement: /^commit/, within: /insert into decision/ },
  { name: 'the row is marked as sent', statement: /^update outbox set .*sent_at/ },
]

test.concurrent.each(chosenPoints(moments, { count: 4, occurrences: overdue }))(
  'every case begins by a relay that was killed %s',
  (_, point) =>
    withBank(async (bank) => {
      const worker = await bank.startWorker()
      const killed = worker.killAt(point).then(() => bank.replaceWorker())
      await Promise.all([importFirstNight(bank, overdue), killed])
      await bank.settle()
      await expectAllBegun(bank, overdue)
      await bank.liveUntil('2026-03-02', '12:00')
      expect(await brokenInvariants(bank)).toEqual([])
      for (let n = 1; n <= overdue; n += 1) expect(await bank.countOf(n, 'stepTaken')).toBe(1)
    }),
)

test.concurrent('three relays at once tell every case once', () =>
  withBank(async (bank) => {
    await Promise.all([bank.startWorker(), bank.startWorker()])
    await importFirstNight(bank, 40)
    await bank.settle()
    await expectAllBegun(bank, 40)
    const attempts = await bank.db.prisma.outbox.findMany({ select: { attempts: true } })
    expect(attempts).toEqual(Array.from({ length: 40 }, () => ({ attempts: 1 })))
  }),
)

function importFirstNight(bank: Bank, accounts: number) {
  const numbers = Array.from({ length: accounts }, (_, index) => index + 1)
  return bank.importNight(firstNight, bank.writeNight(firstNight, numbers))
}

/** Each case runs, and stands before its first reminder. */
async function expectAllBegun(bank: Bank, accounts: number): Promise<void> {
  expect(await brokenInvariants(bank)).toEqual([])
  const episodes = await bank.db.prisma.episode.findMany({ select: { nextStep: true, status: true } })
  expect(episodes).toEqual(
    Array.from({ length: accounts }, () => ({ nextStep: 'reminder:reminder', status: 'open' })),
  )
}
