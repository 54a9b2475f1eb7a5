// Which papers prove what a customer says, and why can somebody not pay? Ids and codes only: the papers themselves stay
// in the archive.
import { z } from 'zod'
import { id } from '../commands/fields'
import { consentKinds } from './plan-facts'

/** Kinds of paper, by what they prove. */
export const documentKinds = [
  'incomeProof',
  'bankStatement',
  'property',
  'vehicle',
  'medical',
  'unemployment',
  'disaster',
  'death',
  'otherDebts',
  'other',
] as const
export type DocumentKind = (typeof documentKinds)[number]

/** A paper and where the archive has it. */
export const documentRef = z.strictObject({ kind: z.enum(documentKinds), documentId: id })
export type DocumentRef = z.infer<typeof documentRef>

/** Why somebody cannot pay as agreed. */
export const causes = [
  'illness',
  'accident',
  'unemployment',
  'incomeLoss',
  'bereavement',
  'disaster',
  'forceMajeure',
  'divorce',
  'other',
] as const
export type Cause = (typeof causes)[number]

/** The proof of a customer's consent: the document, the recording, the portal's receipt. */
export const consent = z.strictObject({ kind: z.enum(consentKinds), id })
export type Consent = z.infer<typeof consent>
