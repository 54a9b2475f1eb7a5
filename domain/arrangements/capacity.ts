// Can the customer agree to anything now, and if not, who signs instead? The dead and those without capacity bind nobody by what
// they say (Civil Code 143 to 145, 1161, unverified); an executor, heir or guardian does, named with their paper. While data is
// restricted nobody is asked.
import type { z } from 'zod'
import {
  type Asked,
  type CommandDefinition,
  type CommandMoment,
  type Judgement,
  command,
  refusal,
} from '../commands/command'
import { shortId } from '../commands/fields'
import type { Fact, NewFact } from '../facts'
import { restrictionsOf } from '../privacy/restriction'
import { circumstancesOf, heirsOf, holdsAt, relatedOf } from '../protection/circumstance'
import type { CircumstanceKind, RelatedRole } from '../protection/circumstance-facts'
import { holdSpans } from '../protection/hold-spans'
import { personHolds } from '../protection/person-hold'

/** Who acts in the place of somebody in this state; of the others nobody does without a guardian. */
const actsFor: Partial<Record<CircumstanceKind, readonly RelatedRole[]>> = {
  deceased: ['executor', 'administrator', 'heir'],
  bankrupt: ['administrator'],
}

const signature = { signedBy: shortId.optional() }
type Signed = typeof signature

/** A command by which somebody agrees. Refused: CANNOT_AGREE, UNKNOWN_SIGNER. `signedBy`: the related person who signs. */
export function agreement<S extends z.ZodRawShape>(
  shape: S,
  judge: CommandDefinition<S>['judge'],
): CommandDefinition<S & Signed> {
  const signed = { ...shape, ...signature }
  return command<S & Signed>(signed, (facts, asked, moment, envelope) => {
    const { signedBy, ...fields } = asked as unknown as Asked<S> & { signedBy?: string }
    const wrong = whyNot(facts, moment, signedBy)
    if (wrong) return wrong
    const judgement = judge(facts, fields as unknown as Asked<S>, moment, envelope)
    const [agreed] = judgement.ok ? judgement.facts : []
    if (!judgement.ok || !agreed || signedBy === undefined) return judgement
    const signing: NewFact = {
      ...envelope,
      key: `${agreed.key}/signed`,
      kind: 'signedForCustomer',
      payload: { agreed: agreed.key, relatedId: signedBy },
    }
    return { ok: true, facts: [...judgement.facts, signing] }
  })
}

/** A command by which an agreement is prepared: there must be somebody who could sign it. Refused: CANNOT_AGREE. */
export function preparation<S extends z.ZodRawShape>(
  shape: S,
  judge: CommandDefinition<S>['judge'],
): CommandDefinition<S> {
  return command(shape, (facts, asked, moment, envelope) => {
    const signer = signersFor(facts, moment)[0]?.relatedId
    return whyNot(facts, moment, signer) ?? judge(facts, asked, moment, envelope)
  })
}

function whyNot(
  facts: readonly Fact[],
  moment: CommandMoment,
  signedBy: string | undefined,
): Judgement | null {
  if (restrictionsOf(facts).some(({ from, until }) => from <= moment.asOf && moment.asOf < until))
    return refusal(
      'CANNOT_AGREE',
      'personal data is restricted: nobody is asked to agree until that is lifted',
    )
  const known = relatedOf(facts).some(({ relatedId }) => relatedId === signedBy)
  if (signedBy !== undefined && !known)
    return refusal('UNKNOWN_SIGNER', `nobody with the id ${signedBy} acts for the customer; name them first`)
  const states = statesOf(facts, moment)
  if (states.length === 0 || signersFor(facts, moment).some(({ relatedId }) => relatedId === signedBy))
    return null
  const roles = states.map((state) => `${state}: ${rolesFor(state).join(' or ')}`).join('; ')
  return refusal('CANNOT_AGREE', `the customer cannot agree now; who signs instead: ${roles}`)
}

/** Who may sign in every state that stands. */
function signersFor(facts: readonly Fact[], moment: CommandMoment) {
  const states = statesOf(facts, moment)
  const renounced = heirsOf(facts).filter((heir) => heir.renounced)
  return relatedOf(facts)
    .filter(({ relatedId }) => renounced.every((heir) => heir.relatedId !== relatedId))
    .filter(({ role }) => states.every((state) => rolesFor(state).includes(role)))
}

function rolesFor(state: CircumstanceKind): readonly RelatedRole[] {
  return actsFor[state] ?? ['guardian']
}

/** What stops collection for what the customer is, as recorded with evidence or as a hold says. */
function statesOf(facts: readonly Fact[], { asOf }: CommandMoment): CircumstanceKind[] {
  const said = circumstancesOf(facts)
    .filter((one) => one.partyId === null && one.effect === 'stop' && holdsAt(one, asOf))
    .map(({ kind }) => kind)
  const held = [...holdSpans(facts), ...personHolds(facts)]
    .filter(({ from, until = Infinity }) => from <= asOf && asOf < until)
    .flatMap(({ reason }): CircumstanceKind[] => {
      if (reason === 'deceased') return ['deceased']
      return reason === 'bankruptcy' ? ['bankrupt'] : []
    })
  return [...new Set([...said, ...held])]
}
