// `arrears relay ask|approve|send|refused`: somebody else is asked to pass on that the bank wishes to be called. One
// person asks for it, others approve, and the packs are asked again when it is sent.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import type { RelayDeps } from '../cases/relay-claim'
import { sendRelay } from '../cases/relay-message'
import { isSimulation } from '../cases/timekeeper'
import { loadBankProfile } from '../platform/bank-profile'
import { createBankSms } from '../platform/bank-sms'
import { loadTemplates } from '../platform/templates'
import { loadWordRules } from '../platform/word-rules'
import { record } from './record'
import { CommandRefused, type Opened, print, withArrears, withCommonOptions } from './open'
import { presentOf } from './present'

interface Options {
  home: string
  json?: boolean
  by: string
}

/** Registers the group. Exit code 1 when a relay is refused, with the rule and, where time alone helps, when it may go. */
export function registerRelayCommands(program: Program): void {
  const group = program
    .command('relay')
    .description('ask somebody else to pass on that the bank wishes to be called')
  const add = (name: string, description: string) =>
    withCommonOptions(group.command(`${name} <account>`).description(description)).requiredOption(
      '--by <person>',
      'who, e.g. operator:lin',
    )
  add('ask', 'ask for a relay to a party of the account')
    .requiredOption('--party <id>', "the party's id, as the bank reported it")
    .option('--relay <id>', 'an id of its own; absent: one is made')
    .action((account: string, { party, relay, ...options }: Options & { party: string; relay?: string }) =>
      ask(account, { ...options, party, relay: relay ?? randomUUID() }),
    )
  add('approve', 'agree to a relay: neither who asked nor who agreed before')
    .requiredOption('--relay <id>', 'which')
    .action((account: string, { relay, ...options }: Options & { relay: string }) =>
      record(account, options, { kind: 'approveRelay', relayId: relay }),
    )
  add('send', 'send it, if the rules allow it now; the same again sends nothing')
    .requiredOption('--relay <id>', 'which')
    .action(send)
  add('refused', 'the party does not want to be contacted, ever')
    .requiredOption('--party <id>', "the party's id")
    .action((account: string, { party, ...options }: Options & { party: string }) =>
      record(account, options, { kind: 'refuseRelays', partyId: party }),
    )
}

async function ask(
  account: string,
  { party, relay, ...options }: Options & { party: string; relay: string },
): Promise<void> {
  await record(account, options, { kind: 'askRelay', relayId: relay, partyId: party })
  if (!options.json)
    process.stdout.write(`then: arrears relay approve ${account} --relay ${relay} --by <person>\n`)
}

async function send(account: string, { relay, by, ...options }: Options & { relay: string }): Promise<void> {
  await withArrears(options, async (opened) => {
    const asOf = await presentOf(opened, account)
    const answer = await sendRelay(await relayDepsOf(opened), {
      accountId: account,
      relayId: relay,
      by,
      asOf,
    })
    if (!answer.ok) {
      if (options.json) process.stdout.write(`${JSON.stringify(answer)}\n`)
      throw new CommandRefused(answer.code, answer.message)
    }
    print(options.json, answer, () => [`${answer.outcome}: ${answer.contactKey}`])
  })
}

const projectRoot = join(__dirname, '..')

/** The words and carriers of this installation, as its workers have them. */
async function relayDepsOf({ config, db, books, rulesFor }: Opened): Promise<RelayDeps> {
  const policiesDir = join(projectRoot, 'policies')
  const templates = loadTemplates(join(projectRoot, 'templates'), loadWordRules(policiesDir))
  const bank = loadBankProfile(policiesDir)
  const simulation = await isSimulation(db)
  const sms = createBankSms(config, { simulation, templates, bank, policiesDir })
  return { db, rulesFor, policies: books.policies, templates, bank, sms }
}
