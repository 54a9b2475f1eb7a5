// Does a person's command count once when the worker dies while it is carried out? The person waits and gets the answer
// from the worker that comes after.
import { type SendDeps, sendCommand } from '../../cases/send-command'
import type { Command } from '../../domain/commands/commands'
import { caseWorkflowId, positionChangedSignal } from '../../workflows/messages'
import { type Bank, withBank, zone } from './bank'
import { brokenInvariants } from './invariants'
import type { Moment } from './pg-proxy'
import { chosenPoints } from './seed'

jest.setTimeout(240_000)

const base = { by: 'supervisor:qian' }
const commands = (bank: Bank): [Command, resulting: string][] => [
  [{ ...base, commandId: 'c1', kind: 'placeHold', holdId: 'h1', reason: 'dispute' }, 'holdPlaced'],
  [{ ...base, commandId: 'c2', kind: 'liftHold', holdId: 'h1' }, 'holdLifted'],
  [{ ...base, commandId: 'c3', kind: 'recordPayment', ...payment(bank) }, 'paymentPosted'],
]
const payment = (bank: Bank) => ({
  paymentId: `${bank.account(1)}-p1`,
  amountCents: 10_000,
  valueOn: '2026-03-01',
  postedOn: '2026-03-01',
})

const moments: Moment[] = [
  { name: 'its fact is added', statement: /append_facts.*supervisor:qian/ },
  { name: 'its fact is committed', statement: /^commit/, within: /append_facts.*supervisor:qian/ },
  {
    name: 'the decision that follows is committed',
    statement: /^commit/,
    within: /insert into decision/,
  },
]

test.concurrent.each(chosenPoints(moments, { count: 3 }))(
  'each command counts once although the worker was killed %s',
  (_, point) =>
    withBank(async (bank) => {
      let worker = await bank.openCases(1)
      for (const [command, resulting] of commands(bank)) {
        const killed = worker.killAt(point).then(() => bank.replaceWorker())
        const [answer, next] = await Promise.all([send(bank, command), killed])
        worker = next
        expect(answer).toMatchObject({ ok: true })
        await bank.settle()
        expect(await send(bank, command)).toEqual({ ok: true, recorded: [] })
        const kinds = (await bank.facts(1)).filter(({ actor }) => actor === base.by).map(({ kind }) => kind)
        expect(kinds.filter((kind) => kind === resulting)).toHaveLength(1)
      }
      await bank.settle()
      expect(await brokenInvariants(bank)).toEqual([])
    }),
)

test.concurrent('commands and wake-ups that reach a case in the same moment are all heard', () =>
  withBank(async (bank) => {
    const worker = await bank.openCases(1)
    worker.kill()
    const handle = bank.temporal.client.workflow.getHandle(caseWorkflowId(bank.account(1)))
    const { seq } = await bank.db.prisma.account.findFirstOrThrow()
    const answers = Promise.all(
      ['h1', 'h2'].map((holdId) =>
        send(bank, { ...base, commandId: holdId, kind: 'placeHold', holdId, reason: 'dispute' }),
      ),
    )
    for (let n = 1; n <= 5; n += 1) await handle.signal(positionChangedSignal, { seq: seq + n })
    await bank.replaceWorker()
    expect(await answers).toMatchObject([{ ok: true }, { ok: true }])
    await bank.settle()
    expect(await bank.countOf(1, 'holdPlaced')).toBe(2)
    expect(await brokenInvariants(bank)).toEqual([])
  }),
)

test.concurrent('a hold that two people lift is lifted once', () =>
  withBank(async (bank) => {
    await bank.openCases(1)
    await send(bank, { ...base, commandId: 'c1', kind: 'placeHold', holdId: 'h1', reason: 'dispute' })
    const lifts = ['supervisor:qian', 'supervisor:wu'].map((by) =>
      send(bank, { by, commandId: by, kind: 'liftHold', holdId: 'h1' }),
    )
    expect(await Promise.all(lifts)).toMatchObject([{ ok: true }, { ok: true }])
    await bank.settle()
    expect(await bank.countOf(1, 'holdLifted')).toBe(1)
    expect(await brokenInvariants(bank)).toEqual([])
  }),
)

function send(bank: Bank, command: Command) {
  const deps: SendDeps = {
    db: bank.db,
    zone,
    client: bank.temporal.client,
    rulesOf: bank.rulesOf,
    now: () => Date.now(),
  }
  return sendCommand(deps, bank.account(1), command)
}
