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
import type { Fact } from '../facts'
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
import { representationCommands } from '../protection/representation-commands'
import { type Asked, type CommandMoment, type Envelope, type Judgement, refusal } from './command'
import { id } from './fields'

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

/** Judges a command against the account's facts. A command that was carried out already is accepted with no new fact. */
export function judgeCommand(log: readonly Fact[], command: Command, moment: CommandMoment): Judgement {
  const facts = liveFacts(log)
  const envelope = {
    accountId: moment.accountId,
    effectiveAt: moment.asOf,
    recordedAt: moment.asOf,
    actor: command.by,
    source: `command/${command.commandId}`,
  }
  // Which definition belongs to which fields is known to the compiler for each kind alone, not for all at once.
  const { judge } = definitions[command.kind] as Judge
  const earlier = facts.filter((fact) => fact.source === envelope.source)
  if (earlier.length === 0) return judge(facts, command, moment, envelope)
  const others = facts.filter((fact) => fact.source !== envelope.source)
  const again = judge(others, command, moment, envelope)
  const isOther = again.ok && again.facts.some(({ key }) => earlier.every((fact) => fact.key !== key))
  return isOther
    ? refusal('COMMAND_ID_USED', `the id ${command.commandId} belongs to another command; choose a new one`)
    : { ok: true, facts: [] }
}
