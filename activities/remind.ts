// The reminder: the rung's channels in order, each one message. Done when one of them went out; put off when every
// channel has to wait; withheld, with the rule, when none is open.
import type { Instruction } from '../domain/instruction'
import type { NewFact } from '../domain/facts'
import { envelope, stepTaken } from '../domain/step-facts'
import type { Carrier } from '../platform/carrier'
import type { Contact } from '../prisma/generated/client'
import type { StepInput } from './case-activities'
import { type ContactAttempt, type ContactResult, contactKeyOf, contactPerson } from './contact'
import { settleInterrupted, unknownReview } from './contact-settle'
import type { StepDeps } from './ladder-deps'
import { referenceOf, writeNotice } from './notice'
import { type StepScene, momentOf, performStep } from './perform-step'

export function createReminder(deps: StepDeps): { remind(input: StepInput): Promise<Instruction> } {
  return {
    async remind(input) {
      const now = momentOf(input.asOf)
      await settleInterrupted({ deps, input, now }, (row) => findMessage(deps, row))
      return performStep(deps, input, async (scene) => {
        const results: ContactResult[] = []
        for (const channel of scene.rung.channels ?? []) {
          results.push(await contactPerson(reminderAttempt({ deps, input, scene, now }), channel))
        }
        return conclude(scene, results)
      })
    },
  }
}

function reminderAttempt(base: Omit<ContactAttempt, 'prepare'>): ContactAttempt {
  return {
    ...base,
    async prepare({ key, channel, point }) {
      const carrier = carrierOf(base.deps, channel)
      const { templateId, bodySha256, subject, text, html } = await writeNotice(base.deps, base.scene, {
        key,
        channel,
      })
      const message = {
        contactKey: key,
        reference: referenceOf(key),
        to: point.value,
        text,
        ...(subject === undefined ? {} : { subject }),
        ...(html === undefined ? {} : { html }),
      }
      return {
        templateId,
        bodySha256,
        send: () => carrier.send(message),
        find: () => carrier.find(message),
      }
    },
  }
}

async function findMessage(deps: StepDeps, row: Contact) {
  const point = await deps.db.prisma.contactPoint.findUnique({ where: { id: row.contactPointId ?? '' } })
  if (!point) return { kind: 'unknown' as const }
  return carrierOf(deps, row.channel).find({
    contactKey: row.key,
    reference: referenceOf(row.key),
    to: point.value,
  })
}

function carrierOf(deps: StepDeps, channel: string): Carrier {
  return channel === 'sms' ? deps.sms : deps.email
}

/** The facts that say how a step of messages ended. */
export function conclude(scene: StepScene, results: readonly ContactResult[]): NewFact[] {
  const made = results.filter((result) => result.kind === 'made')
  const withheld = results.filter((result) => result.kind === 'withheld')
  const reached = made.filter(({ outcome }) => outcome !== 'failed')
  if (reached.length === 0 && results.some(({ kind }) => kind === 'withdrawn')) return []
  const notes = withheld.map((result) => withheldFact(scene, result))
  if (reached.length > 0) {
    const unknown = reached.some(({ outcome }) => outcome === 'unknown')
    const review = unknownReview({ accountId: scene.accountId, stepKey: scene.key }, scene.moment)
    const asked = scene.facts.some(({ key }) => key === review.key)
    return [...notes, stepTaken(scene), ...(unknown && !asked ? [review] : [])]
  }
  if (made.length > 0) {
    // Every message was refused for good: the bad contact points are marked, the next attempt takes the next ones.
    const { payload, ...fact } = stepTaken(scene, 'withheld', 'PROVIDER_REJECTED')
    return [...notes, { ...fact, payload: { ...payload, outcome: 'failed' } }]
  }
  const until = withheld.map((result) => result.until).filter((at) => at !== undefined)
  if (until.length > 0) return [...notes, replanned(scene, Math.min(...until))]
  return [...notes, stepTaken(scene, 'withheld', withheld[0]?.ruleId ?? 'NO_CHANNEL')]
}

function withheldFact(
  scene: StepScene,
  { channel, ruleId, text, until }: Extract<ContactResult, { kind: 'withheld' }>,
): NewFact {
  const contactKey = contactKeyOf(scene.accountId, scene.key, channel)
  const key = `contact/${contactKey}/withheld/${until ?? ruleId}`
  const payload = {
    contactKey,
    stepKey: scene.key,
    channel,
    outcome: 'withheld' as const,
    ruleId,
    detail: text,
  }
  return { ...envelope(scene), key, kind: 'contactMade', payload }
}

function replanned(scene: StepScene, notBefore: number): NewFact {
  const key = `${scene.key}/replanned/${notBefore}`
  return { ...envelope(scene), key, kind: 'stepReplanned', payload: { stepKey: scene.key, notBefore } }
}
