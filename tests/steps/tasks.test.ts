// Do the steps that people carry out arrive on their desks once, with what they need to know, and without personal data?
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { tellAgencies } from '../../cases/recalls'
import { instantAt } from '../../domain/calendar-date'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, setStage, zone } from './stage'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const tasksOf = (stage: Stage) => database.db.prisma.task.findMany({ where: { accountId: stage.accountId } })

const byPeople = [
  [
    'a call',
    'arrangeCall',
    { step: 'call', task: { deadlineDays: 1, defaultOutcome: 'noAnswer' } },
    'call',
    1,
  ],
  [
    'a visit',
    'scheduleVisit',
    { step: 'visit', task: { deadlineDays: 7, defaultOutcome: 'notReported' } },
    'visit',
    7,
  ],
  [
    'a second visit',
    'scheduleSecondVisit',
    { step: 'secondVisit', task: { deadlineDays: 7, defaultOutcome: 'notReported' } },
    'secondVisit',
    7,
  ],
  [
    'a placement',
    'placeWithAgency',
    { step: 'outsourcing', task: { deadlineDays: 60, defaultOutcome: 'expired' } },
    'placement',
    60,
  ],
  [
    'a legal referral',
    'referToLegal',
    { step: 'legalReferral', task: { deadlineDays: 30, defaultOutcome: 'noted' } },
    'matter',
    30,
  ],
] as const

test.each(byPeople)('%s becomes one task with its deadline', async (_, activity, rung, kind, days) => {
  const stage = await setStage(database.db, rung)
  const answer = await stage.perform(activity)
  await stage.perform(activity)
  const dueAt = new Date(instantAt('2026-03-05', zone, '18:00') + days * 86_400_000)
  const tasks = await tasksOf(stage)
  expect(tasks).toMatchObject([
    {
      id: `${stage.accountId}/1/${dueOn}/rung/1`,
      kind,
      dueAt,
      defaultOutcome: rung.task.defaultOutcome,
      status: 'open',
    },
  ])
  expect(tasks[0]?.detail).toMatchObject({
    rung: 'rung',
    overdueCents: 52_300,
    currency: 'CNY',
    daysPastDue: 13,
    bucket: 'M1',
  })
  expect(answer.next).toEqual({ kind: 'wait', for: 'task', at: dueAt.getTime() })
  expect(await stage.facts('stepTaken')).toHaveLength(1)
})

test.each([
  ['askForApproval', 'approval'],
  ['askForAssessment', 'assessment'],
] as const)('%s asks a person once, who has until the deadline to decide', async (activity, kind) => {
  const need = { kind, deadlineDays: 5, askAgainAfterDays: 14, attempts: 2 }
  const task = { deadlineDays: 7, defaultOutcome: 'notReported' }
  const stage = await setStage(database.db, { step: 'visit', task, needs: [need] })
  await stage.perform(activity)
  await stage.perform(activity)
  const [asked, ...more] = await tasksOf(stage)
  expect(more).toEqual([])
  expect(asked).toMatchObject({ kind, defaultOutcome: 'notDecided', stepKey: `1/${dueOn}/rung.${kind}/1` })
  expect(asked?.detail).toMatchObject({ escalation: 'visit', overdueCents: 52_300 })
})

test('nobody is asked for what a payment has settled', async () => {
  const stage = await setStage(database.db, byPeople[0][2])
  const paid = { paymentId: 'p1', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
  await stage.record('paymentPosted', 'payment/p1', paid)
  await stage.perform('arrangeCall')
  expect(await tasksOf(stage)).toEqual([])
})

test('no task tells a name, a number or an address', async () => {
  for (const [, activity, rung] of byPeople) {
    const stage = await setStage(database.db, rung)
    await stage.perform(activity)
    const kept = JSON.stringify(await tasksOf(stage)) + JSON.stringify(await stage.facts('taskOpened'))
    for (const secret of ['张三', stage.mobile, stage.email, '示例路']) expect(kept).not.toContain(secret)
  }
})

describe('a placement', () => {
  const rung = byPeople[3][2]

  test('gives the agency one file with the term and how to reach the customer', async () => {
    const stage = await setStage(database.db, rung)
    await stage.perform('placeWithAgency')
    await stage.perform('placeWithAgency')
    const [placed, ...more] = await stage.facts('placed')
    expect(more).toEqual([])
    expect(placed).toMatchObject({ until: '2026-05-04' })
    const folder = join(stage.folder, 'agency', placed?.agencyId ?? '', '2026-03-05')
    const names = readdirSync(folder).sort()
    expect(names).toEqual([expect.stringMatching(/^placement-\w+\.csv$/), expect.stringMatching(/\.json$/)])
    const content: unknown = JSON.parse(readFileSync(join(folder, names[1] ?? ''), 'utf8'))
    expect(content).toMatchObject({ accountId: stage.accountId, fullName: '张三', until: '2026-05-04' })
    const csv = readFileSync(join(folder, names[0] ?? ''), 'utf8').split('\r\n')
    expect(csv[0]).toBe('placement_id,account_id,full_name,placed_on,until,currency,overdue,channel,value')
    expect(csv[1]).toContain(',2026-03-05,2026-05-04,CNY,523.00,')
    const rows = await database.db.prisma.placement.findMany({ where: { accountId: stage.accountId } })
    expect(rows).toMatchObject([{ agencyId: placed?.agencyId, status: 'placed' }])
  })

  test('that is recalled gives its agency one more file, of ids and dates alone, and the disclosure is on record', async () => {
    const stage = await setStage(database.db, rung)
    await stage.perform('placeWithAgency')
    const [placed] = await stage.facts('placed')
    const { placementId = '', agencyId = '' } = placed ?? {}
    const deps = { db: database.db, handover: stage.deps.handover, zone }
    expect(await tellAgencies(deps)).toBe(0)
    const recall = { placementId, because: 'planAgreed' as const, on: '2026-03-07' }
    await stage.record('placementRecalled', `placement/${placementId}/recalled`, recall)
    // Two workers at once, and one later.
    await Promise.all([tellAgencies(deps), tellAgencies(deps)])
    expect(await tellAgencies(deps)).toBe(0)
    const folder = join(stage.folder, 'agency', agencyId, '2026-03-07')
    const names = readdirSync(folder)
    expect(names).toEqual([expect.stringMatching(/^recall-\w+\.json$/)])
    expect(JSON.parse(readFileSync(join(folder, names[0] ?? ''), 'utf8'))).toEqual({
      ...{ placementId, agencyId, accountId: stage.accountId, because: 'planAgreed' },
      ...{ placedOn: '2026-03-05', recalledOn: '2026-03-07' },
    })
    const disclosed = await database.db.prisma.accessEntry.findMany({
      where: { reference: `${placementId}/recall` },
    })
    expect(disclosed).toMatchObject([
      { kind: 'disclosed', purpose: 'placement', receiver: `agency:${agencyId}`, fields: ['recall'] },
    ])
  })

  test('never goes to the same agency twice running, nor to one that is not on the list', async () => {
    const stage = await setStage(database.db, rung)
    const { agencies } = stage.deps
    let last: string | null = null
    const chosen = new Set<string>()
    for (let round = 0; round < 6; round += 1) {
      const agency = agencies.choose(stage.accountId, last)
      expect(agency?.whiteListed).toBe(true)
      expect(agency?.id).not.toBe(last)
      last = agency?.id ?? null
      chosen.add(last ?? '')
    }
    expect(chosen.size).toBeGreaterThan(1)
  })

  test('is withheld when no agency is on the list', async () => {
    const stage = await setStage(database.db, rung)
    await stage.perform('placeWithAgency', { deps: { ...stage.deps, agencies: { choose: () => null } } })
    expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'withheld', ruleId: 'CN-OUT-01' }])
    expect(existsSync(join(stage.folder, 'agency'))).toBe(false)
  })
})

describe('what is known of the person on another account', () => {
  const steps = [byPeople[1], byPeople[2], byPeople[3], byPeople[4]] as const
  const hold = { holdId: 'h1', from: instantAt('2026-03-01', zone), note: '' }
  const since = { from: hold.from, effect: 'stop', evidence: null, proven: false } as const
  const states = [
    ['holdPlaced', { ...hold, reason: 'deceased' }, 'CN-STATUS'],
    ['holdPlaced', { ...hold, reason: 'moratorium' }, 'CN-STATUS'],
    ['circumstanceRecorded', { circumstanceId: 'd1', kind: 'deceased', ...since }, 'CN-STATUS'],
    ['dataRestricted', { restrictionId: 'r1', reason: 'request', from: hold.from }, 'CN-PII-04'],
  ] as const

  test.each(
    steps.flatMap(([name, activity, rung]) =>
      states.map(
        ([kind, payload, rule]) =>
          [
            name,
            kind,
            'reason' in payload ? payload.reason : payload.kind,
            { activity, rung, payload, rule },
          ] as const,
      ),
    ),
  )('keeps %s from being taken: %s, %s', async (_, kind, __, { activity, rung, payload, rule }) => {
    const stage = await setStage(database.db, rung)
    const customerId = stage.accountId.replace('ACC', 'CUS')
    const other = await setStage(database.db, rung, { customerId })
    await other.record(kind, 'known', payload)
    await stage.perform(activity)
    expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'withheld', ruleId: rule }])
    expect(await tasksOf(stage)).toEqual([])
    expect(existsSync(join(stage.folder, 'agency'))).toBe(false)
  })
})

test('a matter shows what evidence there is and what is missing', async () => {
  const stage = await setStage(database.db, byPeople[4][2])
  await stage.perform('referToLegal')
  const [matter] = await database.db.prisma.matter.findMany({ where: { accountId: stage.accountId } })
  expect(matter?.checklist).toEqual([
    { item: 'contract', evidence: `account ${stage.accountId}` },
    { item: 'bills', evidence: 'report: fact 1' },
    { item: 'notice', evidence: null },
    { item: 'proofOfDelivery', evidence: null },
    { item: 'records', evidence: 'facts 1-2' },
  ])
  const [task] = await tasksOf(stage)
  expect(task?.detail).toMatchObject({ missing: ['notice', 'proofOfDelivery'] })
  const folder = join(stage.folder, 'agency', 'legal', '2026-03-05')
  expect(readdirSync(folder)).toHaveLength(1)
})

test('a delivered letter is evidence of a notice', async () => {
  const stage = await setStage(database.db, byPeople[4][2])
  const contactKey = `${stage.accountId}/1/${dueOn}/letter/1/letter`
  const contact = { contactKey, stepKey: `1/${dueOn}/letter/1`, channel: 'letter', outcome: 'sent' } as const
  await stage.record('contactMade', `contact/${contactKey}`, contact)
  await stage.record('deliveryReported', 'delivery/1', { contactKey, outcome: 'delivered' })
  await stage.perform('referToLegal')
  const [matter] = await stage.facts('matterOpened')
  const evidence = Object.fromEntries(matter?.checklist.map((item) => [item.item, item.evidence]) ?? [])
  expect(evidence).toMatchObject({ notice: contactKey, proofOfDelivery: contactKey })
})
