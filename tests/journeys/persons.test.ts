// A death reported during a plan: everything stands still on every account of the person, nothing goes out to the dead, people
// look after the executor. Somebody claims to act for a customer, who denies it: collection goes on, the sender learns nothing.
import { auditContacts } from '../../audit/breaches'
import { type World, openWorld, shown } from '../support/world'
import { customerOf } from '../support/write-drop'

const by = 'operator:lin'
const plan = {
  kind: 'agreePlan' as const,
  by,
  planId: 'part',
  instalments: [
    { dueOn: '2026-03-20', amountCents: 300_00 },
    { dueOn: '2026-04-20', amountCents: 300_00 },
  ],
  toleranceCents: 0,
  graceDays: 3,
  evidence: 'call-part',
}
const death = { kind: 'recordCircumstance', by, circumstanceId: 'd1', circumstance: 'deceased' } as const
const claim = {
  kind: 'recordRepresentation',
  by,
  representationId: 'r1',
  channel: 'letter',
  senderHash: 'b'.repeat(64),
} as const

const denial = {
  kind: 'verifyRepresentation',
  by,
  representationId: 'r1',
  verdict: 'denied',
  pointId: `${customerOf('CLAIMED')}-mobile`,
  recording: 'rec-1',
} as const

let world: World
beforeAll(async () => {
  world = await openWorld()
  const owing = { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] }
  world.books.open('DEAD-PLAN', { ...owing, customerId: 'C-DEAD' })
  world.books.open('DEAD-OTHER', { ...owing, customerId: 'C-DEAD' })
  world.books.open('CLAIMED', owing)
  world.plan('DEAD-PLAN', '2026-03-10 10:00', plan)
  world.plan('DEAD-PLAN', '2026-03-12 10:00', death)
  world.books.open('CLAIM-DISPUTED', owing)
  await world.night('2026-03-05')
  const dispute = { kind: 'raiseDispute', by, disputeId: 'q', ground: 'amount', channel: 'letter' } as const
  world.plan('CLAIM-DISPUTED', '2026-03-08 10:00', { ...dispute, bills: [] })
  world.plan('CLAIM-DISPUTED', '2026-03-08 10:05', claim)
  const pointId = `${customerOf('CLAIM-DISPUTED')}-mobile`
  world.plan('CLAIM-DISPUTED', '2026-03-09 10:00', { ...denial, pointId })
  world.plan('CLAIMED', '2026-03-08 10:00', claim)
  world.plan('CLAIMED', '2026-03-09 10:00', denial)
  await world.liveUntil('2026-03-12 12:00')
})
afterAll(() => world.close())

test('a death during a plan: the plan stands still, no case of the person goes on, nothing goes out', async () => {
  expect(await world.status('DEAD-PLAN')).toMatchObject({ instruction: { next: { kind: 'wait' } } })
  const sentBefore = await sentTo('C-DEAD')
  await world.liveUntil('2026-07-01 06:00')
  expect(await sentTo('C-DEAD')).toEqual(sentBefore)
  expect(await world.factsOf('DEAD-PLAN', 'planEnded')).toEqual([])
  const [episode] = await world.db.prisma.episode.findMany({ where: { accountId: 'DEAD-OTHER' } })
  expect(episode).toMatchObject({ status: 'open', standstill: 'circumstance' })
})

test('a person looks after the executor and finds out; nobody does, and a supervisor is asked', async () => {
  const tasks = await world.db.prisma.task.findMany({
    where: { accountId: 'DEAD-PLAN' },
    orderBy: { openedAt: 'asc' },
  })
  const levels = (kind: string) =>
    tasks.filter((task) => task.kind === kind).map(({ detail }) => (detail as { level: string }).level)
  expect(levels('personalCare').slice(0, 2)).toEqual(['operator', 'supervisor'])
  expect(levels('circumstanceCheck').slice(0, 2)).toEqual(['operator', 'supervisor'])
  expect(await world.db.prisma.task.count({ where: { accountId: 'DEAD-OTHER', kind: 'personalCare' } })).toBe(
    0,
  )
})

test('it was a mistake, say two people: every case goes on, and the plan with it', async () => {
  const evidence = { kind: 'ownStatement', id: 'rec-9' } as const
  const withdraw = { kind: 'withdrawCircumstance', circumstanceId: 'd1', evidence } as const
  const first = { ...withdraw, by: 'supervisor:wu' }
  expect(await world.send('DEAD-OTHER', { ...withdraw, by })).toMatchObject({ code: 'NO_AUTHORITY' })
  expect(await world.send('DEAD-OTHER', first)).toMatchObject({ ok: true })
  expect(await world.send('DEAD-OTHER', first)).toMatchObject({ ok: false, code: 'SAME_PERSON' })
  expect(await world.send('DEAD-OTHER', { ...withdraw, by: 'supervisor:qian' })).toMatchObject({ ok: true })
  const episodes = await world.db.prisma.episode.findMany({
    where: { account: { customerId: 'C-DEAD' } },
    orderBy: { accountId: 'asc' },
  })
  expect(episodes.map(({ standstill }) => standstill)).toEqual([null, 'plan'])
})

test('the customer denies it at a reserved number: the call counts, and collection goes on', async () => {
  const calls = await world.db.prisma.contact.findMany({ where: { accountId: 'CLAIMED', channel: 'voice' } })
  expect(
    calls.map(({ key, outcome, recording, contactPointId }) => [key, outcome, recording, contactPointId]),
  ).toContainEqual(['CLAIMED/representation/r1/call/1/voice/1', 'effective', 'rec-1', denial.pointId])
  const [task] = await world.db.prisma.task.findMany({
    where: { accountId: 'CLAIMED', kind: 'representationCheck' },
  })
  expect(task).toMatchObject({ status: 'done', outcome: 'denied' })
  const [episode] = await world.db.prisma.episode.findMany({ where: { accountId: 'CLAIMED' } })
  expect(episode).toMatchObject({ status: 'open', standstill: null })
})

test('asking about an intermediary is no collection: while all is disputed the call breaks no rule', async () => {
  const contacts = await world.factsOf('CLAIM-DISPUTED', 'contactMade')
  const calls = contacts.filter(({ payload }) => payload.channel === 'voice')
  expect(calls.map(({ payload }) => payload.ruleId)).toEqual([undefined])
  expect((await auditContacts(world.db, { policiesDir: 'policies' })).breaches).toEqual([])
})

test('the police are told by three people or not at all; a number that is not reserved proves nothing', async () => {
  const police = { representationId: 'r1' } as const
  const ask = { kind: 'askPoliceReport' as const, by, evidence: ['rec-1'], ...police }
  const approve = (who: string) => ({ kind: 'approvePoliceReport', by: who, ...police }) as const
  expect(await world.send('CLAIMED', ask)).toMatchObject({ ok: true })
  expect(await world.send('CLAIMED', approve(by))).toMatchObject({ ok: false, code: 'SAME_PERSON' })
  expect(await world.send('CLAIMED', approve('supervisor:qian'))).toMatchObject({ ok: true })
  const reports = () => world.db.prisma.task.count({ where: { accountId: 'CLAIMED', kind: 'policeReport' } })
  expect(await reports()).toBe(0)
  expect(await world.send('CLAIMED', approve('compliance:zhou'))).toMatchObject({ ok: true })
  expect(await reports()).toBe(1)
  expect(await world.send('CLAIMED', { ...claim, representationId: 'r2' })).toMatchObject({ ok: true })
  const before = (await world.facts('CLAIMED')).length
  const atMail = { ...denial, representationId: 'r2', pointId: `${customerOf('CLAIMED')}-email` }
  expect(await world.send('CLAIMED', atMail)).toMatchObject({ ok: false, code: 'POINT_NOT_RESERVED' })
  const spouse = {
    kind: 'askJointDebt',
    by,
    requestId: 'j1',
    partyId: 'S-1',
    grounds: 'householdUse',
    evidence: 'd',
  } as const
  expect(await world.send('CLAIMED', spouse)).toMatchObject({ ok: false, code: 'UNKNOWN_PARTY' })
  const guardian = { kind: 'guardianAppointment', id: 'd' } as const
  const named = { kind: 'nameRelated', by, relatedId: 'g1', role: 'guardian', evidence: guardian } as const
  expect(await world.send('CLAIMED', named)).toMatchObject({ ok: false, code: 'UNKNOWN_RELATED' })
  expect(await world.facts('CLAIMED')).toHaveLength(before)
})

async function sentTo(customerId: string): Promise<string[]> {
  const contacts = await world.db.prisma.contact.findMany({ where: { customerId }, orderBy: { key: 'asc' } })
  return contacts.map(({ key, claimedAt }) => `${shown(claimedAt.getTime())} ${key}`)
}
