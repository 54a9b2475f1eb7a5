// Is a night applied once and whole when the import dies in the middle of it? At every named moment between receiving
// the drop and comparing the tables with its files; and when two imports run at once.
import { setTimeout as delay } from 'node:timers/promises'
import { type Bank, dueOn, minimumDueCents, withBank } from './bank'
import { brokenInvariants } from './invariants'
import type { HandMadeDrop } from '../support/write-drop'
import type { Moment } from './pg-proxy'
import { chosenPoints } from './seed'

jest.setTimeout(240_000)

const night = '2026-03-02'
const nextNight = '2026-03-03'
const paidCents = 20_000

const addingFacts = /append_staged_facts|insert into fact\b/
const moments: Moment[] = [
  { name: 'the tables of the drop are made', statement: /^create unlogged table staging/ },
  { name: 'the drop is registered', statement: /^insert into nightly_drop/ },
  { name: 'the rows of a file are sent', statement: /^copy data/ },
  { name: 'the rows of a file are complete', statement: /^copy done/ },
  { name: 'a file is staged', statement: /^commit/, within: /^copy staging/ },
  { name: 'the facts of the night are added', statement: addingFacts },
  { name: 'the cases are to be told', statement: /^insert into outbox/ },
  { name: 'the drop is marked as applied', statement: /^update nightly_drop set status = 'applied'/ },
  { name: 'the night is committed', statement: /^commit/, within: addingFacts },
  { name: 'the comparison with the files is kept', statement: /^update nightly_drop set report/ },
]

test.concurrent.each(chosenPoints(moments, { count: 4 }))(
  'a night is applied once by an import that was killed %s',
  (_, point) =>
    withBank(async (bank) => {
      const worker = await bank.openCases(4)
      const folder = writeEventfulNight(bank)
      const killed = worker.killAt(point).then(() => bank.replaceWorker())
      const [first, second] = await Promise.all([
        bank.importNight(night, folder),
        bank.importNight(night, folder),
        killed,
      ])
      expect(first).toMatchObject({ status: 'applied', report: { reconciliation: { differences: [] } } })
      expect(second).toEqual(first)
      await bank.settle()
      await expectNightApplied(bank)
      expect(await bank.importNight(night, folder)).toMatchObject({ status: 'alreadyApplied' })
      await expectNightApplied(bank)
    }),
)

test.concurrent('of two imports at once the second waits with its error and then follows', () =>
  withBank(async (bank) => {
    await bank.openCases(4)
    const inTheMiddle = { name: 'facts are added', statement: addingFacts, when: 'before' } as const
    const { begun, release } = bank.proxy.stall(inTheMiddle)
    const first = bank.importNight(night, writeEventfulNight(bank))
    await begun
    const second = bank.importNight(nextNight, writeQuietNight(bank))
    while (!(await failuresOfImports(bank)).includes('IMPORT_BUSY')) await delay(100)
    release()
    expect(await Promise.all([first, second])).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    await bank.settle()
    await expectNightApplied(bank)
  }),
)

/** One has paid all, one a part, one is new, and one payment is nobody's. */
function writeEventfulNight(bank: Bank): string {
  const [paid, paying] = [bank.account(1), bank.account(2)]
  return bank.writeNight(night, [2, 3, 4, 5], {
    bills: billsOf([2, 3, 4, 5].map(bank.account), paying),
    payments: [
      { paymentId: `${paid}-p1`, accountId: paid, amountCents: minimumDueCents },
      { paymentId: `${paying}-p1`, accountId: paying, amountCents: paidCents },
      { paymentId: `${paid}-x`, accountId: 'NOBODYS', amountCents: 100 },
    ],
    exits: [{ accountId: paid, reason: 'paid' }],
  })
}

function billsOf(accountIds: readonly string[], paying: string): NonNullable<HandMadeDrop['bills']> {
  return accountIds.map((accountId) => ({
    accountId,
    billId: `${accountId}-1`,
    dueOn,
    minimumDueCents,
    paidCents: accountId === paying ? paidCents : 0,
  }))
}

/** The night after it: nothing has happened. */
function writeQuietNight(bank: Bank): string {
  return bank.writeNight(nextNight, [2, 3, 4, 5], {
    bills: billsOf([2, 3, 4, 5].map(bank.account), bank.account(2)),
  })
}

async function expectNightApplied(bank: Bank): Promise<void> {
  expect(await brokenInvariants(bank)).toEqual([])
  const facts = await Promise.all([1, 2, 3, 4, 5].map((n) => bank.facts(n)))
  const ofDrops = facts.map((ofOne) => ofOne.filter(({ source }) => source.startsWith('drop/')))
  expect(ofDrops.map((ofOne) => ofOne.map(({ kind }) => kind))).toEqual([
    ['positionReported', 'episodeOpened', 'paymentPosted', 'accountExited', 'episodeClosed'],
    ['positionReported', 'episodeOpened', 'positionReported', 'paymentPosted'],
    ['positionReported', 'episodeOpened'],
    ['positionReported', 'episodeOpened'],
    ['positionReported', 'episodeOpened'],
  ])
  const rejects = await bank.db.prisma.dropReject.findMany()
  expect(rejects).toMatchObject([{ file: 'payments.csv', line: 4, code: 'unknownAccount' }])
}

/** Why imports that are running had to try again. */
async function failuresOfImports(bank: Bank): Promise<string[]> {
  const { client } = bank.temporal
  const failures: string[] = []
  const query = `WorkflowType = 'nightlyBatch' and TaskQueue = '${bank.config.taskQueue}'`
  for await (const { workflowId } of client.workflow.list({ query })) {
    const { raw } = await client.workflow.getHandle(workflowId).describe()
    for (const { lastFailure } of raw.pendingActivities ?? [])
      failures.push(lastFailure?.applicationFailureInfo?.type ?? '')
  }
  return failures
}
