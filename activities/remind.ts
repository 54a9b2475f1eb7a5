// The reminder: the rung's channels in order, each one message. Done when one of them went out; put off when every
// channel has to wait; withheld, with the rule, when none is open.
import type { Instruction } from '../domain/instruction'
import type { Carrier } from '../platform/carrier'
import type { Contact } from '../prisma/generated/client'
import type { StepInput } from './case-activities'
import { contactPerson } from './contact'
import { conclude } from './contact-conclusion'
import { settleInterrupted } from './contact-settle'
import type { StepDeps } from './ladder-deps'
import type { ContactAttempt, ContactResult } from './message'
import { referenceOf, writeNotice } from './notice'
import { momentOf, performStep } from './perform-step'

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
