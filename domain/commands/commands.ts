// What a person or another system may ask of a case, and whether it is allowed: each command judged against the facts
// and the rules of the case alone, answering with new facts or with a refusal that has a stable code.
import { z } from 'zod'
import { accelerationCommands } from '../arrangements/acceleration-commands'
import { deferralCommands } from '../arrangements/deferral-commands'
import { hardshipCommands } from '../arrangements/hardship-commands'
import { offerCommands } from '../arrangements/offer-commands'
import { planCommands } from '../arrangements/plan-commands'
import { collectorCommands } from '../contact/collector-commands'
import { planProposalCommands } from '../arrangements/plan-proposal-commands'
import { conversationCommands } from '../contact/conversation-commands'
import { promiseCommands } from '../arrangements/promise-commands'
import { proposalCommands } from '../arrangements/proposal-commands'
import { reliefProposalCommands } from '../arrangements/relief-commands'
import { reliefDecisionCommands } from '../arrangements/relief-decision-commands'
import { relayCommands } from '../contact/relay-commands'
import { reportCommands } from '../contact/report-commands'
import { wishCommands } from '../contact/wish-commands'
import type { Fact, NewFact } from '../facts'
import { liveFacts } from '../ladder/case-view'
import { taskCommands } from '../ladder/task-commands'
import { overpaymentCommands } from '../money/overpayment-commands'
import { paymentCommands } from '../money/payment-commands'
import { complaintCommands } from '../protection/complaint-commands'
import { disputeCommands } from '../protection/dispute-commands'
import { restrictionCommands } from '../privacy/restriction-commands'
import { circumstanceCommands } from '../protection/circumstance-commands'
import { holdCommands } from '../protection/hold-commands'
import { partyCommands } from '../protection/party-commands'
import { isToldByOtherAccount } from '../protection/person-hold'
import { representationCommands } from '../protection/representation-commands'
import { type Asked, type CommandMoment, type Envelope, type Judgement, refusal } from './command'
import { id } from './fields'
import { sameContent } from './same-content'

export type { CommandMoment, Judgement } from './command'

const definitions = {
  ...paymentCommands,
  ...overpaymentCommands,
  ...promiseCommands,
  ...planProposalCommands,
  ...planCommands,
  ...hardshipCommands,
  ...deferralCommands,
  ...reliefProposalCommands,
  ...reliefDecisionCommands,
  ...offerCommands,
  ...proposalCommands,
  ...holdCommands,
  ...disputeCommands,
  ...circumstanceCommands,
  ...partyCommands,
  ...representationCommands,
  ...restrictionCommands,
  ...complaintCommands,
  ...wishCommands,
  ...taskCommands,
  ...reportCommands,
  ...relayCommands,
  ...conversationCommands,
  ...collectorCommands,
  ...accelerationCommands,
}
type Definitions = typeof definitions

export type CommandKind = keyof Definitions
export type CommandOf<K extends CommandKind> = { kind: K } & Asked<Definitions[K]['shape']>
export type Command = { [K in CommandKind]: CommandOf<K> }[CommandKind]

/** A definition as its judge alone, for a command of whichever kind. */
interface Judge {
  judge(facts: readonly Fact[], command: Command, moment: CommandMoment, envelope: Envelope): Judgement
}

const sender = { commandId: id, by: id }
const shapes = Object.entries(definitions).map(([kind, { shape }]) =>
  z.strictObject({ ...sender, kind: z.literal(kind), ...shape }),
)

/** The shape of every command, for people, files, signals and updates. */
export const commandSchema = z.discriminatedUnion('kind', shapes as [(typeof shapes)[number]], {
  error: ({ code }) => (code === 'invalid_union' ? 'there is no such command' : undefined),
}) as unknown as z.ZodType<Command>

/**
 * Judges a command against the account's facts. A command that was carried out already is accepted with no new fact; its
 * id with anything else in it is refused as COMMAND_ID_USED. The id may be that of a hold on another account of the person:
 * a moratorium sends the same command to each of them.
 */
export function judgeCommand(log: readonly Fact[], command: Command, moment: CommandMoment): Judgement {
  const facts = liveFacts(log)
  const earlier = facts.filter((fact) => fact.source === sourceOf(command) && !isToldByOtherAccount(fact))
  const [first] = earlier
  if (first === undefined) return judgeNow(facts, command, moment)
  // Judged once more at its first moment, on what was known then: the same command says the same again, however late.
  const known = log.filter(({ seq }) => seq < first.seq)
  const again = judgeNow(liveFacts(known), command, { ...moment, asOf: first.recordedAt })
  const isSame =
    again.ok && again.facts.every((fact) => isIn(earlier, fact) || known.some(({ key }) => key === fact.key))
  return isSame
    ? { ok: true, facts: [] }
    : refusal('COMMAND_ID_USED', `the id ${command.commandId} belongs to another command; choose a new one`)
}

function judgeNow(facts: readonly Fact[], command: Command, moment: CommandMoment): Judgement {
  const { accountId, asOf } = moment
  const envelope = { accountId, effectiveAt: asOf, recordedAt: asOf, actor: command.by }
  // Which definition belongs to which fields is known to the compiler for each kind alone, not for all at once.
  const { judge } = definitions[command.kind] as Judge
  return judge(facts, command, moment, { ...envelope, source: sourceOf(command) })
}

function sourceOf({ commandId }: Command): string {
  return `command/${commandId}`
}

function isIn(facts: readonly Fact[], { key, payload }: NewFact): boolean {
  return facts.some((fact) => fact.key === key && sameContent(fact.payload, payload))
}
