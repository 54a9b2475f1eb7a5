// Would the audit see it? A breach of each kind is planted behind the back of the system, straight into its tables; the
// audit names each, and nothing else.
import { type Breach, findBreaches } from '../../audit/breaches'
import { appendFacts } from '../../platform/fact-log'
import { type World, local, openWorld, zone } from '../support/world'

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of ['BREACH-1', 'BREACH-PAID', 'BREACH-HELD'])
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 500_00 }] })
  world.plan('BREACH-PAID', '2026-03-07 12:00', {
    kind: 'recordPayment',
    by: 'operator:lin',
    paymentId: 'P',
    amountCents: 500_00,
    valueOn: '2026-03-07',
    postedOn: '2026-03-07',
  })
  world.plan('BREACH-HELD', '2026-03-07 12:00', {
    kind: 'placeHold',
    by: 'supervisor:qian',
    holdId: 'a',
    reason: 'dispute',
  })
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-08 06:00')
})
afterAll(() => world.close())

const found = () => findBreaches(world.db, { zone, allowedHours: [8, 22] })

test('before anything is planted nothing is found, among the contacts that were made', async () => {
  expect(await world.db.prisma.contact.count({ where: { status: 'sent' } })).toBe(3)
  expect(await found()).toEqual([])
})

interface Plant {
  rule: Breach['rule']
  accountId: string
  sentAt: string
  /** Of another contact, as if the provider had been called twice. */
  providerId?: string
  unrecorded?: true
}

const planted: Plant[] = [
  { rule: 'NIGHT', accountId: 'BREACH-1', sentAt: '2026-03-08 22:00' },
  { rule: 'NIGHT', accountId: 'BREACH-1', sentAt: '2026-03-08 07:59' },
  { rule: 'AFTER_CURE', accountId: 'BREACH-PAID', sentAt: '2026-03-08 13:00' },
  { rule: 'DURING_HOLD', accountId: 'BREACH-HELD', sentAt: '2026-03-08 13:00' },
  { rule: 'MORE_THAN_ONCE_A_DAY', accountId: 'BREACH-1', sentAt: '2026-03-06 15:00' },
  { rule: 'TWICE', accountId: 'BREACH-1', sentAt: '2026-03-09 15:00', providerId: 'BREACH-1' },
  { rule: 'WITHOUT_FACT', accountId: 'BREACH-1', sentAt: '2026-03-09 15:00', unrecorded: true },
]

test.each(planted)('$rule is found, and it alone: $accountId at $sentAt', async (plant) => {
  const key = await sendBehindTheBack(plant, `planted-${planted.indexOf(plant)}`)
  expect((await found()).map(({ rule, contactKey }) => ({ rule, contactKey }))).toEqual([
    { rule: plant.rule, contactKey: key },
  ])
  await world.db.prisma.contact.delete({ where: { key } })
})

/** A message that no case decided on, as a program with access to the tables could send it. Answers its key. */
async function sendBehindTheBack(
  { accountId, sentAt, providerId, unrecorded }: Plant,
  id: string,
): Promise<string> {
  const { prisma } = world.db
  const at = local(sentAt)
  const { judgement: _, ...sms } = await prisma.contact.findFirstOrThrow({
    where: { accountId: providerId ?? accountId, channel: 'sms' },
  })
  const [key, stepKey] = [`${accountId}/${id}/sms`, `1/2026-03-01/${id}/1`]
  const row = { key, stepKey, claimedAt: new Date(at), sentAt: new Date(at) }
  await prisma.contact.create({ data: { ...sms, ...row, providerId: providerId ? sms.providerId : id } })
  const payload = { contactKey: key, stepKey, channel: 'sms', outcome: 'sent' } as const
  const envelope = {
    accountId,
    key: `contact/${key}`,
    effectiveAt: at,
    recordedAt: at,
    actor: 'nobody',
    source: id,
  }
  if (!unrecorded) await appendFacts(prisma, [{ ...envelope, kind: 'contactMade', payload }])
  return key
}
