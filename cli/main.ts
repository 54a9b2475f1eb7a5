// The command `arrears`. Each group of commands registers itself and loads what it needs only when it runs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { registerAccelerationCommands } from './acceleration-command'
import { registerAuditCommands } from './audit-command'
import { registerCallCommands } from './call-command'
import { registerCaseCommands } from './case-commands'
import { registerComplaintCommands } from './complaint-command'
import { registerCustomerCommands } from './customer-command'
import { registerDebtCommands } from './debt-command'
import { registerCircumstanceCommands } from './circumstance-command'
import { registerDeferralCommands } from './deferral-command'
import { registerDiallerCommands } from './dialler-command'
import { registerHardshipCommands } from './hardship-command'
import { registerDisputeCommands } from './dispute-command'
import { registerHoldCommands } from './hold-command'
import { registerImportCommand } from './import-command'
import { registerLettersCommand } from './letters-command'
import { registerMailCommand } from './mail-command'
import { registerMigrateCommand } from './migrate-command'
import { registerMoratoriumCommands } from './moratorium-command'
import { CommandRefused, exitCodes } from './open'
import { registerPartyCommands } from './party-command'
import { registerPersonCommands } from './person-command'
import { registerPlanCommands } from './plan-command'
import { registerPolicyCommands } from './policy-command'
import { registerPromiseCommands } from './promise-command'
import { registerPrivacyCommands } from './privacy-command'
import { registerRelayCommands } from './relay-command'
import { registerRepresentationCommands } from './representation-command'
import { registerProposalCommands } from './proposal-command'
import { registerReliefCommands } from './relief-command'
import { registerSandboxCommand } from './sandbox-command'
import { registerScheduleCommand } from './schedule-command'
import { registerScriptCommands } from './script-command'
import { registerStackCommands } from './stack-commands'
import { registerStrategyCommand } from './strategy-command'
import { registerSuspenseCommands } from './suspense-command'
import { registerTemplateCommand } from './template-command'
import { registerTimeCommands } from './time-commands'
import { registerVerifyCommand } from './verify-command'
import { registerWorklistCommand } from './worklist-command'

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as {
  version: string
}

const program = new Command('arrears')
  .description("collects a bank's overdue cards and loans: one durable workflow per delinquent account")
  .version(version)
  .exitOverride((error) => {
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    throw error
  })

registerStackCommands(program)
registerMigrateCommand(program)
registerImportCommand(program)
registerScheduleCommand(program)
registerSandboxCommand(program)
registerCaseCommands(program)
registerHardshipCommands(program)
registerDeferralCommands(program)
registerReliefCommands(program)
registerProposalCommands(program)
registerHoldCommands(program)
registerMoratoriumCommands(program)
registerAccelerationCommands(program)
registerPromiseCommands(program)
registerDisputeCommands(program)
registerComplaintCommands(program)
registerPlanCommands(program)
registerCallCommands(program)
registerRelayCommands(program)
registerDebtCommands(program)
registerSuspenseCommands(program)
registerPersonCommands(program)
registerCircumstanceCommands(program)
registerPartyCommands(program)
registerRepresentationCommands(program)
registerPrivacyCommands(program)
registerWorklistCommand(program)
registerCustomerCommands(program)
registerDiallerCommands(program)
registerScriptCommands(program)
registerLettersCommand(program)
registerMailCommand(program)
registerStrategyCommand(program)
registerPolicyCommands(program)
registerAuditCommands(program)
registerTemplateCommand(program)
registerTimeCommands(program)
registerVerifyCommand(program)

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommandRefused) {
    process.stderr.write(`${error.code}: ${error.message}\n`)
    process.exitCode = error.exitCode
    return
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')) return
  const named = error instanceof Error && 'code' in error ? `${String(error.code)}: ` : ''
  process.stderr.write(`${named}${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = exitCodes.failed
})
