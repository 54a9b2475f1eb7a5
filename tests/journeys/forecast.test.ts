// What a forecast says, under its stated assumptions, is what then happens on the real server: the same contacts, at the
// same minute, on the same channels, with the same keys, from several starting situations.
import { forecastOf } from '../../cases/read-case'
import type { ForecastEntry } from '../../domain/ladder/forecast-entry'
import type { FactOf } from '../../domain/facts'
import { soundnessOf } from '../support/soundness'
import { type Request, type World, local, openWorld, shown } from '../support/world'

const by = 'supervisor:qian'

interface Situation {
  title: string
  accountId: string
  account?: Parameters<World['books']['open']>[1]
  /** What has happened before the forecast is made on 2 April. */
  acts?: [moment: string, request: Request][]
}

const debt = { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] }
const calls = (outcome: string): [string, Request][] => [
  ['2026-03-22 15:00', { kind: 'completeCall', by, outcome, recording: 'recordings/1' }],
]
const situations: Situation[] = [
  { title: 'nobody has done anything', accountId: 'CAST-PLAIN' },
  { title: 'the case was opened yesterday', accountId: 'CAST-FRESH', account: { bills: [] } },
  {
    title: 'the debt is small',
    accountId: 'CAST-SMALL',
    account: { bills: [{ dueOn: '2026-03-01', minimumDueCents: 200_00 }] },
  },
  { title: 'the debt is a loan', accountId: 'CAST-LOAN', account: { ...debt, product: 'personal_loan' } },
  {
    title: 'there is an e-mail address only',
    accountId: 'CAST-EMAIL',
    account: { ...debt, reachableBy: ['email', 'address'] },
  },
  { title: 'nobody can be reached', accountId: 'CAST-NOBODY', account: { ...debt, reachableBy: [] } },
  { title: 'the customer refused on the phone', accountId: 'CAST-REFUSED', acts: calls('refused') },
  {
    title: 'a hold stands until the middle of May',
    accountId: 'CAST-HELD',
    acts: [
      [
        '2026-04-01 10:00',
        { kind: 'placeHold', by, holdId: 'a', reason: 'dispute', until: local('2026-05-15 10:00') },
      ],
    ],
  },
  {
    title: 'a plan runs that nobody will keep',
    accountId: 'CAST-PLAN',
    acts: [
      [
        '2026-03-15 10:00',
        {
          kind: 'agreePlan',
          by,
          planId: 'p',
          instalments: [{ dueOn: '2026-04-20', amountCents: 2_000_00 }],
          toleranceCents: 0,
          graceDays: 3,
          evidence: 'call-1',
        },
      ],
    ],
  },
]
const from = '2026-04-02 06:00'
const until = '2026-07-01 06:00'

let world: World
const forecasts: Record<string, ForecastEntry[]> = {}
const known: Record<string, number> = {}

beforeAll(async () => {
  world = await openWorld()
  for (const { accountId, account = debt, acts = [] } of situations) {
    world.books.open(accountId, account)
    for (const [moment, request] of acts) world.plan(accountId, moment, request)
  }
  await world.night('2026-03-05')
  await world.liveUntil('2026-04-02 05:00')
  world.books.bill('CAST-FRESH', { dueOn: '2026-03-28', minimumDueCents: 2_000_00 })
  await world.night('2026-04-01')
  await world.liveUntil(from)
  for (const { accountId } of situations) {
    const span = { asOf: (await world.relay.timekeeper.presentOf(accountId)) ?? 0, until: local(until) }
    forecasts[accountId] = await forecastOf(world.reading, accountId, span)
    known[accountId] = (await world.facts(accountId)).at(-1)?.seq ?? 0
  }
  await world.liveUntil(until)
})
afterAll(() => world.close())

/** `2026-04-02 09:51 1/2026-03-01/letter/1 by letter` */
function forecastContacts(accountId: string): string[] {
  return (forecasts[accountId] ?? []).flatMap(({ at, key, contacts }) =>
    contacts.map((channel) => `${shown(at)} ${key} by ${channel}`),
  )
}

/** `2026-04-02 09:51 1/2026-03-01/letter/1`, `... visit/1 withheld` */
function forecastSteps(accountId: string): string[] {
  return (forecasts[accountId] ?? [])
    .filter(({ what }) => what === 'step' || what === 'passedOver')
    .map(({ at, key }) => `${shown(at)} ${key}`)
}

async function since<K extends 'contactMade' | 'stepTaken'>(
  accountId: string,
  kind: K,
): Promise<FactOf<K>[]> {
  return (await world.factsOf(accountId, kind)).filter(({ seq }) => seq > (known[accountId] ?? 0))
}

describe.each(situations)('when $title', ({ accountId }) => {
  test('the contacts forecast are the contacts made', async () => {
    const made = (await since(accountId, 'contactMade')).filter(({ payload }) => payload.outcome === 'sent')
    const lines = made.map(
      ({ effectiveAt, payload }) => `${shown(effectiveAt)} ${payload.stepKey} by ${payload.channel}`,
    )
    expect(lines).toEqual(forecastContacts(accountId))
  })

  test('the steps forecast are the steps taken or passed over', async () => {
    const taken = await since(accountId, 'stepTaken')
    const lines = taken.map(({ effectiveAt, payload }) => `${shown(effectiveAt)} ${payload.stepKey}`)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines).toEqual(forecastSteps(accountId))
  })
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: situations.length, faults: [] })
})
