// Would the audit see it? A breach of each kind is planted behind the back of the system, straight into its tables; the
// audit names each, and nothing else.
import { auditContacts } from '../../audit/breaches'
import { appendFacts } from '../../platform/fact-log'
import { type World, local, openWorld } from '../support/world'

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

const found = async () => (await auditContacts(world.db, { policiesDir: 'policies' })).breaches

test('before anything is planted nothing is found, among the contacts that were made', async () => {
  expect(await world.db.prisma.contact.count({ where: { status: 'sent' } })).toBe(3)
  expect(await found()).toEqual([])
})

interface Plant {
  rules: string[]
  accountId: string
  sentAt: string
  /** Of another contact, as if the provider had been called twice. */
  providerId?: string
  unrecorded?: true
  unjudged?: true
}

const planted: Plant[] = [
  { rules: ['CN-TIME-01'], accountId: 'BREACH-1', sentAt: '2026-03-08 22:00' },
  { rules: ['CN-TIME-01'], accountId: 'BREACH-1', sentAt: '2026-03-08 07:59' },
  { rules: ['AFTER_CURE'], accountId: 'BREACH-PAID', sentAt: '2026-03-08 13:00' },
  { rules: ['CN-DIS-01', 'DURING_HOLD'], accountId: 'BREACH-HELD', sentAt: '2026-03-08 13:00' },
  { rules: ['BANK-DAY'], accountId: 'BREACH-1', sentAt: '2026-03-06 15:00' },
  { rules: ['TWICE'], accountId: 'BREACH-1', sentAt: '2026-03-09 15:00', providerId: 'BREACH-1' },
  { rules: ['WITHOUT_FACT'], accountId: 'BREACH-1', sentAt: '2026-03-09 15:00', unrecorded: true },
  { rules: ['WITHOUT_JUDGEMENT'], accountId: 'BREACH-1', sentAt: '2026-03-09 15:00', unjudged: true },
]

test.each(planted)('$rules are found, and nothing else: $accountId at $sentAt', async (plant) => {
  const key = await sendBehindTheBack(plant, `planted-${planted.indexOf(plant)}`)
  const breaches = (await found()).map(({ rule, contactKey }) => `${rule} ${contactKey ?? ''}`)
  expect(breaches.sort()).toEqual(plant.rules.map((rule) => `${rule} ${key}`))
  // A fact cannot be taken back, so the contact stays, as one that was never made.
  await world.db.prisma.contact.update({ where: { key }, data: { status: 'withdrawn', providerId: null } })
})

test('a contact that somebody removes from the ledger is missed', async () => {
  const key = 'BREACH-1/planted-0/sms'
  expect(await found()).toEqual([])
  await world.db.prisma.contact.delete({ where: { key } })
  expect(await found()).toMatchObject([{ rule: 'WITHOUT_CONTACT', contactKey: key }])
})

/** A message that no case decided on, as a program with access to the tables could send it. Answers its key. */
async function sendBehindTheBack(
  { accountId, sentAt, providerId, unrecorded, unjudged }: Plant,
  id: string,
): Promise<string> {
  const { prisma } = world.db
  const at = local(sentAt)
  const { judgement, ...sms } = await prisma.contact.findFirstOrThrow({
    where: { accountId: providerId ?? accountId, channel: 'sms', status: 'sent' },
  })
  const [key, stepKey] = [`${accountId}/${id}/sms`, `1/2026-03-01/${id}/1`]
  const row = { key, stepKey, claimedAt: new Date(at), sentAt: new Date(at) }
  const asked = unjudged || judgement === null ? {} : { judgement }
  await prisma.contact.create({
    data: { ...sms, ...asked, covers: [], ...row, providerId: providerId ? sms.providerId : id },
  })
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
