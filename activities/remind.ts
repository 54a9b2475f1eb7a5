// The reminder: the rung's channels in order, each one message. Done when one of them went out; put off when every
// channel has to wait; withheld, with the rule, when none is open.
import { substitutesFor } from '../domain/ladder/strategy'
import type { Carrier, Inquiry } from '../platform/carrier'
import type { LadderActivities, StepInput } from './case-activities'
import { contactPerson } from './contact'
import type { StepDeps } from './ladder-deps'
import type { Claim, MessageScene, Messenger, PreparedMessage } from './message'
import { writeNotice } from './notice'

/** A service notice is sent like a reminder; its words, and what the rule packs are asked about it, differ. */
export function createReminder(deps: StepDeps): Pick<LadderActivities, 'remind' | 'sendServiceNotice'> {
  const messenger: Messenger = {
    channelsOf: ({ rung }) => rung.channels ?? [],
    insteadOf: ({ rung }) => substitutesFor(rung),
    mostAccounts: (channel, { value }) => carrierOf(deps, channel).mostAccounts?.(value) ?? Infinity,
    prepare: (scene, claim) => prepareReminder(deps, scene, claim),
    async find(row) {
      const point = await deps.db.prisma.contactPoint.findUnique({ where: { id: row.contactPointId ?? '' } })
      if (!point || row.checkCode === null) return { kind: 'unknown' }
      const message = { contactKey: row.key, reference: row.checkCode, to: point.value }
      return find(deps, row.channel, message)
    },
  }
  const send = (input: StepInput) => contactPerson(deps, input, messenger)
  return { remind: send, sendServiceNotice: send }
}

function prepareReminder(deps: StepDeps, scene: MessageScene, claim: Claim): PreparedMessage {
  const { key, channel, point, checkCode } = claim
  const carrier = carrierOf(deps, channel)
  const { subject, text, html, registered, language: _, ...written } = writeNotice(deps, scene, claim)
  const message = {
    contactKey: key,
    reference: checkCode,
    to: point.value,
    text,
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
    ...(registered === undefined ? {} : { registered }),
  }
  return {
    ...written,
    send: () => carrier.send(message),
    find: () => find(deps, channel, message),
  }
}

async function find(
  deps: StepDeps,
  channel: string,
  message: { contactKey: string; reference: string; to: string },
): Promise<Inquiry> {
  const others = channel === 'voice' ? await knownCalls(deps, message) : []
  return carrierOf(deps, channel).find({ ...message, others })
}

/** The calls to a number that are on record already: a lost one is none of these. */
async function knownCalls(
  { db }: StepDeps,
  { contactKey, to }: { contactKey: string; to: string },
): Promise<string[]> {
  const points = await db.prisma.contactPoint.findMany({ where: { value: to }, select: { id: true } })
  const contactPointId = { in: points.map(({ id }) => id) }
  const calls = await db.prisma.contact.findMany({
    where: { channel: 'voice', contactPointId, key: { not: contactKey } },
  })
  return calls.flatMap(({ providerId }) => providerId ?? [])
}

function carrierOf(deps: StepDeps, channel: string): Carrier {
  switch (channel) {
    case 'sms':
      return deps.sms
    case 'voice':
      return deps.voice
    default:
      return deps.email
  }
}
