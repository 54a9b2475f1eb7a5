// The reminder: the rung's channels in order, each one message. Done when one of them went out; put off when every
// channel has to wait; withheld, with the rule, when none is open.
import type { Instruction } from '../domain/instruction'
import type { Carrier } from '../platform/carrier'
import type { StepInput } from './case-activities'
import { contactPerson } from './contact'
import type { StepDeps } from './ladder-deps'
import type { Claim, MessageScene, Messenger, PreparedMessage } from './message'
import { writeNotice } from './notice'

export function createReminder(deps: StepDeps): { remind(input: StepInput): Promise<Instruction> } {
  const messenger: Messenger = {
    channelsOf: ({ rung }) => rung.channels ?? [],
    mostAccounts: (channel, { value }) => carrierOf(deps, channel).mostAccounts?.(value) ?? Infinity,
    prepare: (scene, claim) => prepareReminder(deps, scene, claim),
    async find(row) {
      const point = await deps.db.prisma.contactPoint.findUnique({ where: { id: row.contactPointId ?? '' } })
      if (!point || row.checkCode === null) return { kind: 'unknown' }
      const carrier = carrierOf(deps, row.channel)
      return carrier.find({ contactKey: row.key, reference: row.checkCode, to: point.value })
    },
  }
  return { remind: (input) => contactPerson(deps, input, messenger) }
}

function prepareReminder(deps: StepDeps, scene: MessageScene, claim: Claim): PreparedMessage {
  const { key, channel, point, checkCode } = claim
  const carrier = carrierOf(deps, channel)
  const { subject, text, html, registered, ...written } = writeNotice(deps, scene, claim)
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
    find: () => carrier.find(message),
  }
}

function carrierOf(deps: StepDeps, channel: string): Carrier {
  return channel === 'sms' ? deps.sms : deps.email
}
