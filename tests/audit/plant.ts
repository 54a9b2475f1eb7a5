// A person with debts, contacts and facts, put straight into the tables as somebody with access to them could: what the
// audit is shown when it must prove that it can see.
import { randomInt } from 'node:crypto'
import { type AuditScope, auditContacts } from '../../audit/breaches'
import { readPacks } from '../../audit/rule-files'
import { instantAt } from '../../domain/calendar-date'
import type { FactKind, FactPayloads, NewFact } from '../../domain/facts'
import type { Database } from '../../platform/database'
import { appendFacts } from '../../platform/fact-log'
import type { Prisma } from '../../prisma/generated/client'

export interface PlantedContact {
  /** Local to the plant's zone. */
  at: string
  /** When it was claimed, when that was earlier. */
  claimedAt?: string
  channel?: string
  outcome?: string
  status?: string
  direction?: 'outbound' | 'inbound'
  caller?: 'human' | 'ai'
  actor?: string
  role?: string
  recording?: string | null
  template?: string
  providerId?: string
  /** Which of the person's points: m1, m2, e1, a1, or one with a source of its own. */
  point?: string
  /** Which of the person's accounts, the first being 0. */
  account?: number
  /** Further accounts. */
  covers?: number[]
  judgement?: Prisma.InputJsonObject | null
  /** No fact says that it was made. */
  unrecorded?: true
}

type PlantedFact = {
  [K in FactKind]: { kind: K; at: string; account?: number; payload: FactPayloads[K] }
}[FactKind]

export interface Plant {
  country?: string
  zone?: string
  bornOn?: string
  /** In which times are written; by default China's. */
  clock?: string
  facts?: PlantedFact[]
  contacts: PlantedContact[]
  packs?: string[]
  /** An account whose case was never opened. */
  neverOpened?: true
}

export const moment = (text: string, zone = 'Asia/Shanghai') => {
  const [date = '', time = '00:00'] = text.split(' ')
  return instantAt(date, zone, time)
}

/** Plants it, looks, and answers `<rule> <number of the contact>` for each breach, in order. */
export async function breachesOf(
  db: Database,
  plant: Plant,
  scope: Partial<AuditScope> = {},
): Promise<string[]> {
  const id = `P${randomInt(1e9)}`
  const clock = plant.clock ?? 'Asia/Shanghai'
  const packs = plant.packs ?? ['cn-bank']
  await plantPerson(db, id, plant)
  for (const [index, contact] of plant.contacts.entries())
    await plantContact(db, { id, index, clock, packs }, contact)
  for (const [index, fact] of (plant.facts ?? []).entries())
    await plantFact(db, `${id}-${fact.account ?? 0}`, { ...fact, key: `planted/${index}`, clock })
  const { breaches } = await auditContacts(db, { policiesDir: 'policies', packs, ...scope })
  return breaches
    .filter(({ contactKey }) => contactKey?.startsWith(`${id}-`))
    .map(({ rule, contactKey }) => `${rule} ${contactKey?.split('/').at(-1) ?? ''}`)
    .sort()
}

async function plantPerson(db: Database, id: string, plant: Plant): Promise<void> {
  const point = (name: string, channel: string, source = 'contract') => {
    const serial = String(randomInt(1e8)).padStart(8, '0')
    return { id: `${id}-${name}`, channel, value: `+86100${serial}`, source, reserved: true, rank: 1 }
  }
  await db.prisma.customer.create({
    data: {
      id,
      fullName: '张三',
      language: 'zh-CN',
      country: plant.country ?? 'CN',
      zone: plant.zone ?? null,
      bornOn: plant.bornOn === undefined ? null : new Date(plant.bornOn),
      contactPoints: {
        create: [
          point('m1', 'mobile'),
          point('m2', 'mobile'),
          point('e1', 'email'),
          point('a1', 'address'),
          point('traced', 'mobile', 'traced'),
        ],
      },
    },
  })
  for (const number of [0, 1]) {
    const account = `${id}-${number}`
    await db.prisma.account.create({ data: accountRow(account, id) })
    if (plant.neverOpened) continue
    const payload = { episode: 1, because: 'newDelinquency' as const, strategyId: 's', strategyVersion: '1' }
    await plantFact(db, account, { kind: 'episodeOpened', at: '2026-01-05 06:00', payload, key: 'opened' })
  }
}

async function plantContact(
  db: Database,
  { id, index, clock, packs }: { id: string; index: number; clock: string; packs: string[] },
  contact: PlantedContact,
): Promise<void> {
  const { channel = 'sms', account = 0, covers = [], status = 'sent', outcome, recording } = contact
  const accountId = `${id}-${account}`
  const key = `${accountId}/1/step/${index}`
  const at = moment(contact.at, clock)
  const isCall = channel === 'voice'
  const seals = readPacks('policies', packs).map(({ seal }) => seal)
  const judgement =
    contact.judgement === undefined ? { at, verdict: 'ALLOW', packs: seals } : contact.judgement
  const points: Record<string, string> = { sms: 'm1', voice: 'm1', email: 'e1', letter: 'a1', visit: 'a1' }
  await db.prisma.contact.create({
    data: {
      key,
      customerId: id,
      accountId,
      episode: 1,
      stepKey: `1/step/${index}`,
      channel,
      status,
      attemptToken: 'planted',
      contactPointId: `${id}-${contact.point ?? points[channel] ?? 'm1'}`,
      claimedAt: new Date(moment(contact.claimedAt ?? contact.at, clock)),
      sentAt: new Date(at),
      providerId: contact.providerId ?? null,
      template: contact.template ?? null,
      direction: contact.direction ?? 'outbound',
      caller: contact.caller ?? 'human',
      actor: contact.actor ?? 'bank',
      role: contact.role ?? 'debtor',
      outcome: outcome ?? (isCall ? 'effective' : null),
      recording: recording === undefined && isCall ? `rec/${index}` : (recording ?? null),
      covers: covers.map((number) => ({ accountId: `${id}-${number}`, stepKey: '1/2026-02-20/reminder/1' })),
      ...(judgement === null ? {} : { judgement }),
    },
  })
  if (contact.unrecorded) return
  const payload = {
    contactKey: key,
    stepKey: `1/step/${index}`,
    channel: channel as 'sms',
    outcome: 'sent' as const,
  }
  await plantFact(db, accountId, {
    kind: 'contactMade',
    at: contact.at,
    payload,
    key: `contact/${key}`,
    clock,
  })
}

async function plantFact(
  db: Database,
  accountId: string,
  { clock, at, account: _, ...fact }: PlantedFact & { key: string; clock?: string },
): Promise<void> {
  const recorded = moment(at, clock)
  const envelope = { accountId, effectiveAt: recorded, recordedAt: recorded, actor: 'test', source: 'test' }
  const own = JSON.parse(
    JSON.stringify(fact.payload).replaceAll('ID/', `${accountId.replace(/-\d$/, '')}-`),
  ) as unknown
  await appendFacts(db.prisma, [{ ...envelope, ...fact, payload: own } as NewFact])
}

function accountRow(id: string, customerId: string): Prisma.AccountUncheckedCreateInput {
  return {
    id,
    customerId,
    product: 'card',
    currency: 'CNY',
    balanceCents: 523_456n,
    principalCents: 500_000n,
    interestCents: 20_000n,
    penaltyFeeCents: 3_000n,
    otherFeeCents: 456n,
    dailyRate: '0.0005',
    contractOn: new Date('2020-01-15'),
    graceDays: 3,
    toleranceCents: 1_000n,
    riskSegment: 'medium',
    autopayFailed: false,
    status: 'overdue',
    reportedOn: new Date('2026-02-23'),
    overdueCents: 52_300n,
  }
}
