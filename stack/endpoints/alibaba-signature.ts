/**
 * Is a request signed as Alibaba Cloud demands it (ACS3-HMAC-SHA256)? Written from its description and not from the
 * client's code, so that a client that signs wrongly is refused here as it would be there.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export interface SignedRequest {
  method: string
  url: URL
  /** Names in small letters. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

export interface AlibabaAccount {
  accessKeyId: string
  accessKeySecret: string
}

const scheme = 'ACS3-HMAC-SHA256'
const authorization = new RegExp(
  `^${scheme} Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$`,
)
/** A request may be this old. */
const freshMs = 15 * 60_000

/** The code of the refusal, or null when the request is in order. */
export function signatureProblem(
  request: SignedRequest,
  account: AlibabaAccount,
  nowMs: number,
): 'InvalidAccessKeyId.NotFound' | 'SignatureDoesNotMatch' | 'InvalidTimeStamp.Expired' | null {
  const { headers, body } = request
  const [, keyId, signedNames = '', signature = ''] = authorization.exec(one(headers['authorization'])) ?? []
  if (keyId !== account.accessKeyId) return 'InvalidAccessKeyId.NotFound'
  const ageMs = nowMs - Date.parse(one(headers['x-acs-date']))
  if (!(Math.abs(ageMs) < freshMs)) return 'InvalidTimeStamp.Expired'
  if (one(headers['x-acs-content-sha256']) !== sha256(body)) return 'SignatureDoesNotMatch'
  const expected = createHmac('sha256', account.accessKeySecret)
    .update(`${scheme}\n${sha256(canonical(request, signedNames))}`)
    .digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}

function canonical({ method, url, headers, body }: SignedRequest, signedNames: string): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const lines = signedNames.split(';').map((name) => `${name}:${one(headers[name]).trim()}\n`)
  return [method, url.pathname, query, lines.join(''), signedNames, sha256(body)].join('\n')
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function one(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : ''
}
