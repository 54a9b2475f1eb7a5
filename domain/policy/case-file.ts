// Which situations must a rule pack answer, and how? The table that a compliance officer keeps beside each pack,
// policies/<pack>.cases.yaml: a situation in words and fields, and the answer that is expected.
import { z } from 'zod'
import { type FileProblem, readYaml } from '../yaml-source'
import { calendarDate, momentIn, zoneName } from './moment'
import { verdicts } from './objection'
import { situationShape } from './situation'
import { loanClasses } from './terms'
import { debtParts, forces, interruptionKinds, products } from './vocabulary'

const head = {
  /** The rule pack that the cases are about. */
  policy: z.string().regex(/^[a-z0-9-]+$/, 'must be the name of a rule pack'),
  /** The packs that judge, unless a case names others. */
  packs: z.array(z.string()).min(1),
  /** Of all moments that have no offset of their own. */
  zone: zoneName,
  /** Parts of a situation that every case has, unless it says otherwise. */
  defaults: z.record(z.string(), z.unknown()).default({}),
}

/** As much of a case as is needed to fill in what it does not say. */
const sketch = z.looseObject({
  id: z.string({ error: 'must be text; put it in quotes' }).min(1),
  like: z.string().optional(),
  situation: z.record(z.string(), z.unknown()).optional(),
})

const ruleId = z.string().regex(/^[A-Z][A-Z0-9-]+$/, 'must be an id such as CN-TIME-01')
const cents = z.int().min(0)
const centsOfParts = z.partialRecord(z.enum(debtParts), cents)

function caseShape(zone: string) {
  return z
    .strictObject({
      id: z.string({ error: 'must be text; put it in quotes' }).min(1),
      title: z.string().min(1),
      packs: z.array(z.string()).min(1).optional(),
      /** The situation is that of another case, but for what is said here; null takes something away. */
      like: z.string().optional(),

      situation: situationShape(zone).optional(),
      limitation: z
        .strictObject({
          start: calendarDate,
          interruptions: z
            .array(
              z.strictObject({
                kind: z.enum(interruptionKinds),
                on: calendarDate,
                delivered: z.boolean().default(true),
                toReserved: z.boolean().default(true),
              }),
            )
            .default([]),
        })
        .optional(),
      complaint: z
        .strictObject({
          receivedOn: calendarDate,
          kind: z.enum(['ordinary', 'complex', 'special']).default('ordinary'),
        })
        .optional(),
      payment: z
        .strictObject({
          product: z.enum(products),
          daysPastDue: z.int().min(0),
          amountCents: cents,
          owedCents: centsOfParts,
        })
        .optional(),
      loan: z.strictObject({ product: z.enum(products), daysPastDue: z.int().min(0) }).optional(),
      heir: z
        .strictObject({ debtCents: cents, inheritedCents: cents, renounced: z.boolean().default(false) })
        .optional(),

      expect: z.strictObject({
        verdict: z.enum(verdicts).optional(),
        until: momentIn(zone).optional(),
        /** Every rule that speaks, in any order; [] is none. */
        rules: z.array(ruleId).optional(),
        /** At least these speak. */
        among: z.array(ruleId).optional(),
        force: z.enum(forces).optional(),
        stops: z.boolean().optional(),
        documents: z.array(z.string()).optional(),
        approvals: z.int().optional(),
        template: z.string().optional(),
        /** What a count has used before the contact, the highest of its scopes. */
        used: z.record(ruleId, z.int().min(0)).optional(),

        lastDay: calendarDate.optional(),
        movedTo: calendarDate.nullable().optional(),
        flagged: z.boolean().optional(),
        dueOn: calendarDate.optional(),
        targetOn: calendarDate.optional(),
        partsCents: centsOfParts.optional(),
        loanClass: z.enum(loanClasses).optional(),
        claimCents: cents.optional(),
      }),
    })
    .refine(
      ({ situation, limitation, complaint, payment, loan, heir }) =>
        [situation, limitation, complaint, payment, loan, heir].filter((question) => question !== undefined)
          .length === 1,
      'must ask one question: situation, limitation, complaint, payment, loan or heir',
    )
}

export type PolicyCase = z.output<ReturnType<typeof caseShape>>

export interface CaseFile {
  policy: string
  packs: string[]
  zone: string
  cases: PolicyCase[]
}

export type CaseReading = { ok: true; file: CaseFile } | { ok: false; problems: FileProblem[] }

/** Reads and checks a table of cases; nothing of a file with a problem is used. */
export function parseCases(text: string): CaseReading {
  const first = readYaml(text, z.looseObject({ ...head, cases: z.array(sketch).min(1) }))
  if (!first.ok) return first
  const { zone, defaults, cases: sketches } = first.value
  const strangers = sketches.flatMap(({ like }, index) =>
    like === undefined || sketches.slice(0, index).some(({ id }) => id === like)
      ? []
      : [first.problemAt(['cases', index, 'like'], `there is no case ${like} before this one`)],
  )
  if (strangers.length > 0) return { ok: false, problems: strangers }
  const item = z.preprocess((given) => filledIn(given, defaults, sketches), caseShape(zone))
  const whole = readYaml(text, z.strictObject({ ...head, cases: z.array(item).min(1) }))
  if (!whole.ok) return whole
  const { value, problemAt } = whole
  const doubled = value.cases.flatMap(({ id }, index) =>
    value.cases.findIndex((other) => other.id === id) < index
      ? [problemAt(['cases', index, 'id'], `there are two cases ${id}`)]
      : [],
  )
  return doubled.length > 0 ? { ok: false, problems: doubled } : { ok: true, file: value }
}

type Sketch = z.output<typeof sketch>

/** A situation says only what is special about it. */
function filledIn(given: unknown, defaults: Record<string, unknown>, sketches: readonly Sketch[]): unknown {
  const { success, data } = sketch.safeParse(given)
  if (!success || !data.situation) return given
  const whole = { ...defaults, ...inherited(data, sketches), ...data.situation }
  return { ...data, situation: Object.fromEntries(Object.entries(whole).filter(([, part]) => part !== null)) }
}

function inherited({ like }: Sketch, sketches: readonly Sketch[]): Record<string, unknown> {
  const index = sketches.findIndex(({ id }) => id === like)
  const model = sketches[index]
  return model ? { ...inherited(model, sketches.slice(0, index)), ...model.situation } : {}
}
