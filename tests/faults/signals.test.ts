// Does a signal by hand count once however often it comes, and change nothing when it is refused?
import { setTimeout as delay } from 'node:timers/promises'
import { caseWorkflowId, positionChangedSignal } from '../../workflows/messages'
import { type Bank, withBank } from './bank'
import { brokenInvariants } from './invariants'

jest.setTimeout(240_000)

const by = 'gateway:payments'
const days = { valueOn: '2026-03-01', postedOn: '2026-03-01' }

test.concurrent('a doubled signal counts once, by whichever message it comes', () =>
  withBank(async (bank) => {
    await bank.openCases(2)
    const payment = {
      commandId: 'gateway-1',
      by,
      paymentId: `${bank.account(1)}-p`,
      amountCents: 100,
      ...days,
    }
    await Promise.all([1, 2, 3].map(() => signal(bank, 1, 'paymentPosted', payment)))
    await signal(bank, 1, 'paymentPosted', { ...payment, commandId: 'gateway-2' })
    await quiet(bank, 1)
    expect(await bank.countOf(1, 'paymentPosted')).toBe(1)
    expect(await bank.countOf(1, 'messageRefused')).toBe(0)
    await expectOtherCaseAsItWas(bank)
    expect(await brokenInvariants(bank)).toEqual([])
  }),
)

test.concurrent('a wake-up that comes again and again adds no fact and decides nothing anew', () =>
  withBank(async (bank) => {
    await bank.openCases(1)
    const { seq } = await bank.db.prisma.account.findFirstOrThrow()
    const before = await bank.db.prisma.decision.count()
    for (let n = 0; n < 20; n += 1) await signal(bank, 1, positionChangedSignal, { seq })
    await quiet(bank, 1)
    expect(await bank.db.prisma.decision.count()).toBe(before)
    expect(await bank.facts(1)).toHaveLength(seq)
    expect(await brokenInvariants(bank)).toEqual([])
  }),
)

test.concurrent('refused signals are kept, each once, and the case goes on as if they had not come', () =>
  withBank(async (bank) => {
    await bank.openCases(1)
    const before = await nextOf(bank, 1)
    const reversal = { commandId: 'gateway-1', by, paymentId: 'r1', amountCents: 100, ...days }
    const refused: [string, object][] = [
      ['paymentReversed', { ...reversal, reversesPaymentId: 'never-paid' }],
      ['paymentReversed', { ...reversal, reversesPaymentId: 'never-paid' }],
      ['paymentReversed', { ...reversal, reversesPaymentId: 'never-paid-either' }],
      ['paymentPosted', { amountCents: 100 }],
      ['paymentPosted', { paymentId: 'p1', amountCents: -5 }],
    ]
    for (const [name, message] of refused) await signal(bank, 1, name, message)
    await quiet(bank, 1)
    const facts = (await bank.facts(1)).filter(({ kind }) => kind === 'messageRefused')
    expect(facts.map(({ payload }) => payload)).toMatchObject([
      { message: 'recordReversal', code: 'UNKNOWN_PAYMENT' },
      { message: 'recordReversal', code: 'UNKNOWN_PAYMENT' },
      { message: 'recordPayment', code: 'BAD_COMMAND' },
      { message: 'recordPayment', code: 'BAD_COMMAND' },
    ])
    expect(await nextOf(bank, 1)).toEqual(before)
    expect(await brokenInvariants(bank)).toEqual([])
  }),
)

function caseOf(bank: Bank, n: number) {
  return bank.temporal.client.workflow.getHandle(caseWorkflowId(bank.account(n)))
}

function signal(bank: Bank, n: number, name: string, message: object): Promise<void> {
  return caseOf(bank, n).signal(name, message)
}

/** Until the case has dealt with everything that reached it. */
async function quiet(bank: Bank, n: number): Promise<void> {
  while ((await caseOf(bank, n).describe()).raw.pendingWorkflowTask) await delay(50)
  await bank.settle()
}

function nextOf(bank: Bank, n: number) {
  return bank.db.prisma.episode.findFirstOrThrow({
    where: { accountId: bank.account(n) },
    select: { nextKind: true, nextStep: true, nextAt: true },
  })
}

async function expectOtherCaseAsItWas(bank: Bank): Promise<void> {
  expect((await bank.facts(2)).map(({ kind }) => kind)).toEqual(['positionReported', 'episodeOpened'])
}
