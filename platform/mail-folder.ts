// Which mails in a folder name an address? Read as they came over the wire and decoded: quoted-printable writes = before the
// code of a sign and breaks lines within an address, base64 shows nothing of it at all (RFC 2045).
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Files of a maildir that name one of the addresses, whole and in whatever case. */
export function mailsNaming(maildir: string, addresses: readonly string[]): string[] {
  const patterns = addresses.filter((address) => address.trim() !== '').map(wholeAddress)
  if (patterns.length === 0) return []
  return ['cur', 'new']
    .map((folder) => join(maildir, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => {
      const readings = readingsOf(readFileSync(file, 'latin1'))
      return patterns.some((pattern) => readings.some((text) => pattern.test(text)))
    })
}

/** The address and not a part of somebody else's: an@example.com does not stand in jan@example.com. */
function wholeAddress(address: string): RegExp {
  const literal = address.trim().replace(/[^\w@]/g, '\\$&')
  return new RegExp(`(?<![\\w.+-])${literal}(?![\\w-]|\\.\\w)`, 'i')
}

/** What each part of the mail says, decoded as the part itself says how it is encoded. */
function readingsOf(raw: string): string[] {
  const boundaries = [...raw.matchAll(/boundary="?([^"\r\n;]+)/gi)].map(([, boundary = '']) => boundary)
  return boundaries
    .reduce((parts, boundary) => parts.flatMap((part) => part.split(`--${boundary}`)), [raw])
    .map(decoded)
}

function decoded(part: string): string {
  const [, encoding = ''] = /^content-transfer-encoding:[ \t]*([\w-]+)/im.exec(part) ?? []
  switch (encoding.toLowerCase()) {
    case 'quoted-printable':
      return part
        .replace(/=[ \t]*\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    case 'base64':
      return part.replace(/(?:^[A-Za-z0-9+/]+={0,2}[ \t]*(?:\r?\n|$))+/gm, (block) =>
        Buffer.from(block, 'base64').toString('latin1'),
      )
    default:
      return part
  }
}
