// The letter: a registered letter as PDF, spooled for the print house. It is a contact like any other: claimed under the
// rule packs, re-checked, handed over once.
import type { Instruction } from '../domain/ladder/instruction'
import { dateAt } from '../domain/calendar-date'
import type { Inquiry } from '../platform/carrier'
import { logAccess } from '../platform/access-log'
import { letterPdf } from '../platform/letter-pdf'
import { type PrintHouse, registeredNoOf } from '../platform/print-house'
import { sha256Of } from '../platform/sha256'
import type { StepInput } from './case-activities'
import { contactPerson } from './contact'
import type { StepDeps } from './ladder-deps'
import type { Claim, MessageScene, Messenger, PreparedMessage } from './message'
import { writeNotice } from './notice'

export function createLetter(deps: StepDeps): { sendLetter(input: StepInput): Promise<Instruction> } {
  const messenger: Messenger = {
    channelsOf: () => ['letter'],
    insteadOf: () => [],
    mostAccounts: () => Infinity,
    prepare: (scene, claim) => prepareLetter(deps, scene, claim),
    find: (row) => findLetter(deps, row.key),
  }
  return { sendLetter: (input) => contactPerson(deps, input, messenger) }
}

async function prepareLetter(deps: StepDeps, scene: MessageScene, claim: Claim): Promise<PreparedMessage> {
  const { key, point } = claim
  const { text, ...written } = writeNotice(deps, scene, claim)
  const registeredNo = registeredNoOf(key)
  const date = dateAt(scene.moment, scene.rules.strategy.zone)
  const addressee = [scene.person.fullName, ...point.value.split(/\s*[;\n]\s*/)]
  const pdf = await letterPdf({ addressee, registeredNo, date, text })
  const path = deps.printHouse.pathOf({ registeredNo, date })
  const { accountId, episode, key: stepKey } = scene
  return {
    ...written,
    async record(tx) {
      const row = { path, sha256: sha256Of(pdf), createdAt: new Date(scene.moment), registeredNo }
      await tx.document.upsert({
        where: { id: key },
        update: row,
        create: { id: key, accountId, episode, stepKey, kind: 'letter', status: 'spooled', ...row },
      })
      await logAccess(tx, [
        {
          customerId: scene.person.id,
          at: scene.moment,
          actor: 'case',
          kind: 'disclosed',
          purpose: 'collectionLetter',
          receiver: 'printHouse',
          fields: ['fullName', 'address', 'debt'],
          reference: key,
        },
      ])
    },
    async send() {
      await deps.printHouse.spool({ contactKey: key, registeredNo, date, pdf })
      return { kind: 'accepted', providerId: registeredNo }
    },
    find: () => Promise.resolve(inquiry(deps.printHouse, path, registeredNo)),
  }
}

/** Whether a letter whose attempt died was handed over: its manifest says so. */
async function findLetter(deps: StepDeps, contactKey: string): Promise<Inquiry> {
  const document = await deps.db.prisma.document.findUnique({ where: { id: contactKey } })
  if (!document) return { kind: 'notTaken' }
  return inquiry(deps.printHouse, document.path, registeredNoOf(contactKey))
}

function inquiry(printHouse: PrintHouse, path: string, registeredNo: string): Inquiry {
  return printHouse.isSpooled(path) ? { kind: 'accepted', providerId: registeredNo } : { kind: 'notTaken' }
}
