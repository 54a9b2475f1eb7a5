// One view of a customer over all accounts: debts, standstills, work, contacts, and who looks after them (B11).
import { customerFile } from '../../cases/customer-file'
import { showCase } from '../../cases/read-case'
import { runCommand } from '../../cases/run-command'
import { worklist } from '../../cases/worklist'
import { besidesLines } from '../../cli/besides-lines'
import { localTimeIn } from '../../cli/local-time'
import { type TestDatabase, freshDatabase } from '../support/database'
import { call, openCaller } from './caller'
import { morning, rulesOf, zone } from './stage'

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.drop())

test('two accounts of a customer are one file, with one lead collector on both', async () => {
  const card = await openCaller(database.db)
  const loan = await openCaller(database.db, { customerId: card.customerId })
  const stranger = await openCaller(database.db)
  const deps = { db: database.db, rulesOf, zone }
  await call(card, morning, 'callBack')
  await loan.record('holdPlaced', 'hold/1', { holdId: '1', reason: 'dispute', from: morning })
  await card.record('conversationCoded', 'conversation/1', {
    ...{ conversationId: '1', cause: 'illness', willingness: 'willing', capacity: 'partly' },
  })
  const assign = (accountId: string, collector: string, commandId: string) =>
    runCommand(deps, {
      ...{ accountId, asOf: morning + Number(commandId) },
      command: { kind: 'assignCollector', collector, commandId, by: 'supervisor:qian' },
    })
  expect(await assign(card.accountId, 'operator:lin', '1')).toMatchObject({ ok: true })
  expect(await assign(loan.accountId, 'operator:wu', '2')).toMatchObject({ ok: true })
  expect(await assign(loan.accountId, 'operator:wu', '3')).toEqual({ ok: true, recorded: [] })
  const file = await customerFile(deps, card.customerId, morning + 60_000)
  expect(file).toMatchObject({
    leadCollector: 'operator:wu',
    contactsLastWeek: { voice: 1 },
    overdueCents: { CNY: file.accounts.reduce((sum, { overdueCents }) => sum + overdueCents, 0) },
  })
  const accounts = new Map(file.accounts.map((account) => [account.accountId, account]))
  expect([...accounts.keys()].sort()).toEqual([card.accountId, loan.accountId].sort())
  expect(accounts.get(loan.accountId)).toMatchObject({
    overdueCents: 523_00,
    standstills: [{ kind: 'hold', id: '1', why: 'dispute', until: null }],
  })
  expect(accounts.get(card.accountId)).toMatchObject({
    standstills: [],
    openTasks: [{ kind: 'call' }],
    conversation: { cause: 'illness', willingness: 'willing', capacity: 'partly' },
  })
  const present = { ...card.calls, zone, presentOf: () => Promise.resolve(morning) }
  const work = async (collector?: string) =>
    (await worklist(present, { kinds: [], limit: 9, ...(collector ? { collector } : {}) })).tasks
  expect((await work()).map(({ accountId }) => accountId)).toContain(stranger.accountId)
  expect((await work('operator:wu')).map(({ accountId }) => accountId).sort()).toEqual(
    [...accounts.keys()].sort(),
  )
  expect(await work('operator:lin')).toEqual([])
})

test('an open dispute of one bill and an illness, for which the ladder does not stand still, are in both views', async () => {
  const stage = await openCaller(database.db)
  const deps = { db: database.db, rulesOf, zone }
  await stage.record('disputeRaised', 'dispute/D1', {
    ...{ disputeId: 'D1', ground: 'amount', bills: [], channel: 'hotline', raisedOn: '2026-03-04' },
    ...{ from: morning, answerBy: '2026-03-24', targetOn: '2026-03-20' },
  })
  await stage.record('disputeAnswered', 'dispute/D1/answered', {
    ...{ disputeId: 'D1', at: morning, outcome: 'rejected', document: 'letter/1', corrections: [] },
  })
  const [position] = await stage.facts('positionReported')
  const bill = position?.bills[0]
  if (!bill) throw new Error('the stage reports a bill')
  const two = {
    ...position,
    businessDate: '2026-03-04',
    bills: [bill, { ...bill, billId: 'b-2', dueOn: '2026-03-01' }],
  }
  await stage.record('positionReported', 'position/2', two)
  const bills = ['b-2']
  await stage.record('disputeRaised', 'dispute/D2', {
    ...{ disputeId: 'D2', ground: 'amount', bills, channel: 'hotline', raisedOn: '2026-03-05' },
    ...{ from: morning, answerBy: '2026-03-25', targetOn: '2026-03-20' },
  })
  await stage.record('circumstanceRecorded', 'circumstance/S1', {
    ...{ circumstanceId: 'S1', kind: 'seriouslyIll', effect: 'care', from: morning },
    ...{ evidence: null, proven: false },
  })
  const expected = {
    disputes: [{ disputeId: 'D2', bills, overdueCents: 523_00, answerBy: '2026-03-25' }],
    care: [{ circumstanceId: 'S1', kind: 'seriouslyIll', until: null }],
  }
  const file = await customerFile(deps, stage.customerId, morning + 60_000)
  expect(file.accounts).toMatchObject([{ ...expected, overdueCents: 1_046_00, standstills: [] }])
  expect(file.accounts.flatMap((account) => besidesLines(account, 'CNY', localTimeIn(zone)))).toEqual([
    'dispute D2 of bills b-2: CNY 523.00 of what is overdue, answer by 2026-03-25',
    'care S1: seriouslyIll',
  ])
  expect(await showCase(stage.deps, stage.accountId, morning + 60_000)).toMatchObject(expected)
})

test('a customer whom no drop has named is refused', async () => {
  await expect(customerFile({ db: database.db, rulesOf, zone }, 'nobody', morning)).rejects.toMatchObject({
    code: 'UNKNOWN_CUSTOMER',
  })
})
