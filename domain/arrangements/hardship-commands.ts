// May this hardship agreement be recorded, or ended?
import { dateAt } from '../calendar-date'
import { accepted, command, refusal } from '../commands/command'
import { date, id, note } from '../commands/fields'
import { factsOf } from '../facts'

const agreeHardship = command(
  { agreementId: id, from: date, until: date, evidence: id },
  (facts, { agreementId, from, until, evidence }, _, envelope) => {
    if (factsOf(facts, 'hardshipAgreed').some(({ payload }) => payload.agreementId === agreementId)) {
      return refusal(
        'AGREEMENT_KNOWN',
        `agreement ${agreementId} exists; choose another id for a further one`,
      )
    }
    if (until < from) return refusal('DATES_REVERSED', 'the agreement ends before it begins')
    const payload = { agreementId, from, until, evidence }
    return accepted({ ...envelope, key: `hardship/${agreementId}`, kind: 'hardshipAgreed', payload })
  },
)

const endHardship = command({ agreementId: id, note }, (facts, asked, moment, envelope) => {
  const { agreementId } = asked
  const known = factsOf(facts, 'hardshipAgreed').some(({ payload }) => payload.agreementId === agreementId)
  if (!known) return refusal('UNKNOWN_AGREEMENT', `there is no hardship agreement ${agreementId}`)
  const ended = factsOf(facts, 'hardshipEnded').find(({ payload }) => payload.agreementId === agreementId)
  if (ended) return refusal('AGREEMENT_ENDED', `agreement ${agreementId} ended on ${ended.payload.on}`)
  const payload = { agreementId, on: dateAt(moment.asOf, moment.zone), reason: asked.note ?? 'ended' }
  return accepted({ ...envelope, key: `hardship/${agreementId}/ended`, kind: 'hardshipEnded', payload })
})

export const hardshipCommands = { agreeHardship, endHardship }
