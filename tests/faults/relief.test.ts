// Does relief survive a kill in its middle? The worker dies at named moments from the agreement to the waiver: it is agreed
// once, what it waives is waived once, and the chain is whole.
import { sendCommand } from '../../cases/send-command'
import type { Command } from '../../domain/commands/commands'
import { factsOf } from '../../domain/facts'
import { type Bank, withBank, zone } from './bank'
import { brokenInvariants } from './invariants'
import type { Moment } from './pg-proxy'
import { chosenPoints } from './seed'

jest.setTimeout(240_000)

const by = 'operator:lin'

/** Nobody earns anything, and a part of the debt could be raised: the rest is what the household lacks. */
const proposal: Command[] = [
  {
    ...{ kind: 'assessRelief', commandId: 'r1', by, assessmentId: 's1', stability: 'unable' },
    statement: { adults: 1, children: 2, incomeCents: {}, expenseCents: {}, otherDebtCents: 0 },
    documents: [
      { kind: 'incomeProof', documentId: 'doc/3' },
      { kind: 'bankStatement', documentId: 'doc/4' },
      { kind: 'vehicle', documentId: 'doc/5' },
    ],
    netAssetsCents: 350_00,
  },
  {
    ...{ kind: 'proposeRelief', commandId: 'r2', by, reliefId: 'r', assessmentId: 's1' },
    firstOn: '2026-03-10',
  },
  { kind: 'approveRelief', commandId: 'r3', by: 'committee:one', reliefId: 'r' },
]
const agreement: Command = {
  ...{ kind: 'agreeRelief', commandId: 'r4', by, reliefId: 'r' },
  consent: { kind: 'recordedCall', id: 'recordings/1' },
}

const moments: Moment[] = [
  { name: 'the agreement is recorded', statement: /append_facts.*reliefAgreed/ },
  { name: 'the agreement is committed', statement: /^commit/, within: /append_facts.*reliefAgreed/ },
  { name: 'the waiver is recorded', statement: /append_facts.*debtWaived/ },
  { name: 'the waiver is committed', statement: /^commit/, within: /append_facts.*debtWaived/ },
]

test.concurrent.each(chosenPoints(moments, { count: 4 }))(
  'relief is agreed once and waives once although the worker was killed %s',
  (_, point) =>
    withBank(async (bank) => {
      const worker = await bank.openCases(1)
      await bank.liveUntil('2026-03-03')
      for (const command of proposal)
        expect(await send(bank, command)).toEqual({ ok: true, recorded: expect.any(Array) })
      await bank.settle()
      const replaced = worker.killAt(point).then(() => bank.replaceWorker())
      await Promise.all([replaced, agreeAndPay(bank)])
      expect(await send(bank, agreement)).toEqual({ ok: true, recorded: [] })
      await bank.settle()
      const counts = (['reliefAgreed', 'reliefEnded', 'debtWaived'] as const).map((kind) =>
        bank.countOf(1, kind),
      )
      expect(await Promise.all(counts)).toEqual([1, 1, 1])
      expect(await brokenInvariants(bank)).toEqual([])
    }),
)

/** The household pays what it can. */
async function agreeAndPay(bank: Bank): Promise<void> {
  expect(await send(bank, agreement)).toEqual({ ok: true, recorded: expect.any(Array) })
  await bank.settle()
  const [proposed] = factsOf(await bank.facts(1), 'reliefProposed')
  const amountCents = (proposed?.payload.instalments ?? []).reduce((sum, one) => sum + one.amountCents, 0)
  const paid = { valueOn: '2026-03-02', postedOn: '2026-03-02', amountCents }
  const payment: Command = {
    ...{ kind: 'recordPayment', commandId: 'r5', by: 'system:payments' },
    ...{ paymentId: `${bank.account(1)}-p1`, ...paid },
  }
  expect(await send(bank, payment)).toEqual({ ok: true, recorded: expect.any(Array) })
  await bank.settle()
  await bank.liveUntil('2026-03-12')
}

/** At the case's present, also when nobody carries it out in time and the command goes into the log by itself. */
async function send(bank: Bank, command: Command) {
  const { db, temporal, rulesOf, relay } = bank
  const present = (await relay.timekeeper.presentOf(bank.account(1))) ?? 0
  const deps = { db, zone, rulesOf, client: temporal.client, now: () => present }
  return sendCommand(deps, bank.account(1), command)
}
