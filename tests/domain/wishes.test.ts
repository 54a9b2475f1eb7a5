// What customers say about being contacted: when it is recorded and when refused, and what of it counts for which contact.
import { type Command, commandSchema, judgeCommand } from '../../domain/commands/commands'
import {
  type PersonFact,
  consentsOf,
  inconvenientHoursOf,
  statusesOf,
} from '../../domain/contact/person-standing'
import { aCase, bill } from './case-builder'
import { accountId, appended, local } from './log'
import { testRules, zone } from './test-strategy'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const asOf = local('2026-03-21 11:00')

const consent = {
  kind: 'stateWish',
  wishId: 'w-1',
  topic: 'consentToHours',
  hours: [{ from: '22:00', to: '23:30' }],
  evidence: 'recordings/1',
}
const spare = {
  kind: 'stateWish',
  wishId: 'w-2',
  topic: 'inconvenientHours',
  hours: [{ from: '12:00', to: '14:00' }],
}

function judged(wish: object, facts = opened.facts, commandId = 'c-1') {
  const command: Command = commandSchema.parse({ ...wish, commandId, by: 'operator:lin' })
  return judgeCommand(facts, command, { accountId, asOf, zone, rules: testRules })
}

test.each([
  ['consent to other hours, proven', consent],
  ['consent to more calls, all day', { ...consent, topic: 'consentToFrequency', hours: [] }],
  ['hours at which the customer wants to be spared', spare],
  ['consent for some accounts and channels', { ...consent, channels: ['voice'], accounts: ['ACC-2'] }],
])('%s is recorded', (_, wish) => {
  expect(judged(wish)).toMatchObject({ ok: true, facts: [{ kind: 'wishStated', payload: { from: asOf } }] })
})

test.each([
  ['consent that nobody can prove', { ...consent, evidence: undefined }, 'EVIDENCE_MISSING'],
  ['hours to be spared that are none', { ...spare, hours: [] }, 'HOURS_MISSING'],
  ['a wish that ends before it begins', { ...consent, until: asOf - 1 }, 'DATES_REVERSED'],
  ['the withdrawal of a wish that nobody stated', { kind: 'withdrawWish', wishId: 'w-9' }, 'UNKNOWN_WISH'],
])('%s is refused', (_, wish, code) => {
  expect(judged(wish)).toMatchObject({ ok: false, code })
})

test('a wish is stated once', () => {
  const first = judged(consent)
  if (!first.ok) throw new Error(first.code)
  const facts = appended(opened.facts, first.facts)
  expect(judged(consent, facts)).toEqual({ ok: true, facts: [] })
  expect(judged({ ...consent, topic: 'consentToFrequency' }, facts, 'c-2')).toMatchObject({
    code: 'WISH_KNOWN',
  })
  expect(judged({ kind: 'withdrawWish', wishId: 'w-1' }, facts, 'c-3')).toMatchObject({
    ok: true,
    facts: [{ kind: 'wishWithdrawn', payload: { wishId: 'w-1', at: asOf } }],
  })
})

const day = (text: string) => local(`${text} 00:00`)
const stated = (payload: object, account = 'ACC-1') =>
  ({
    accountId: account,
    kind: 'wishStated',
    payload: {
      ...{
        wishId: 'w',
        topic: 'consentToHours',
        channels: 'all',
        accounts: [],
        hours: [],
        from: day('2026-03-01'),
      },
      ...{ evidence: 'recordings/1', givenTo: 'bank' },
      ...payload,
    },
  }) as PersonFact
const withdrawn = (wishId: string, at: number, account = 'ACC-1'): PersonFact => ({
  ...{ accountId: account, kind: 'wishWithdrawn' },
  payload: { wishId, at },
})
const held = (reason: string, account: string, until?: number) =>
  ({
    ...{ accountId: account, kind: 'holdPlaced' },
    payload: { holdId: 'h', reason, from: day('2026-03-01'), ...(until === undefined ? {} : { until }) },
  }) as PersonFact
const lifted = (account: string, at: number): PersonFact => ({
  ...{ accountId: account, kind: 'holdLifted' },
  payload: { holdId: 'h', at },
})

describe('what counts', () => {
  test('consent stated on one account counts for the person, from its day until it is withdrawn', () => {
    const [one] = consentsOf([stated({}, 'ACC-2'), withdrawn('w', day('2026-03-10'), 'ACC-2')])
    expect(one).toMatchObject({
      ...{ topic: 'hours', debts: [], from: day('2026-03-01'), until: Infinity },
      revokedAt: day('2026-03-10'),
    })
  })

  test('withdrawing a wish of the same name on another account withdraws nothing here', () => {
    const [one] = consentsOf([stated({}, 'ACC-2'), withdrawn('w', day('2026-03-10'), 'ACC-1')])
    expect(one).toMatchObject({ revokedAt: Infinity })
  })

  test.each([
    ['before it was stated', '2026-02-28', []],
    ['while it stands', '2026-03-05', [{ from: '12:00', to: '14:00' }]],
    ['after its end', '2026-03-08', []],
  ])('hours to be spared, %s', (_, on, hours) => {
    const wish = stated({
      topic: 'inconvenientHours',
      hours: [{ from: '12:00', to: '14:00' }],
      until: day('2026-03-08'),
    })
    expect(inconvenientHoursOf([wish], day(on))).toEqual(hours)
    expect(consentsOf([wish])).toEqual([])
  })

  test.each([
    ['deceased', 'ACC-2', 'deceased'],
    ['bankruptcy', 'ACC-2', 'bankrupt'],
    ['vulnerable', 'ACC-2', 'vulnerable'],
    ['moratorium', 'ACC-2', 'moratorium'],
    ['complaint', 'ACC-2', 'complaintOpen'],
    ['dispute', 'ACC-1', 'disputed'],
    ['legal', 'ACC-1', 'legalHold'],
    ['regulator', 'ACC-1', 'regulatorHold'],
  ])('a hold for %s on %s makes the person %s', (reason, account, status) => {
    const statuses = statusesOf([held(reason, account)], ['ACC-1'], zone)
    expect(statuses).toEqual([{ status, from: day('2026-03-01'), until: Infinity }])
  })

  test.each(['dispute', 'legal', 'regulator'])(
    'a hold for %s on another account is of that debt alone',
    (reason) => {
      expect(statusesOf([held(reason, 'ACC-2')], ['ACC-1'], zone)).toEqual([])
    },
  )

  test('a hold ends when it was to end or when it was lifted, whichever comes first', () => {
    const until = day('2026-03-20')
    expect(statusesOf([held('deceased', 'ACC-1', until)], ['ACC-1'], zone)).toMatchObject([{ until }])
    const early = day('2026-03-10')
    const facts = [held('deceased', 'ACC-1', until), lifted('ACC-1', early)]
    expect(statusesOf(facts, ['ACC-1'], zone)).toMatchObject([{ until: early }])
  })

  test('lifting a hold of the same name on another account lifts nothing here', () => {
    const facts = [held('deceased', 'ACC-1'), lifted('ACC-2', day('2026-03-10'))]
    expect(statusesOf(facts, ['ACC-1'], zone)).toMatchObject([{ until: Infinity }])
  })
})
