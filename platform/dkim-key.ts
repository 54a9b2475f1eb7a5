// Which key signs our e-mail (DKIM, RFC 6376)? Read when a worker starts: with a key that cannot sign, Nodemailer would
// send everything unsigned and say nothing.
import { type KeyObject, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from './config-error'
import { codeOf } from './carrier'

export interface DkimConfig {
  /** The domain that answers for the message; its DNS has the public key at `<selector>._domainkey.<domain>`. */
  domain: string
  selector: string
  /** RSA private key, PEM. */
  keyFile: string
}

/** What is signed. One-click unsubscribing counts only when both of its headers are (RFC 8058). */
const headerFieldNames = [
  ...['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'],
  ...['Content-Transfer-Encoding', 'Auto-Submitted', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
].join(':')

/** RFC 8301 asks for 2048 bits and forbids fewer than 1024. */
const smallestBits = 2_048

/** Nodemailer's `dkim`. @throws ConfigError naming the setting and the cure, never the path or the key. */
export function readDkimKey({ domain, selector, keyFile }: DkimConfig) {
  const pem = readKeyFile(keyFile)
  const key = privateKeyIn(pem)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa' || bits < smallestBits) {
    throw new ConfigError(
      `EMAIL_DKIM_KEY_FILE must hold an RSA key of at least ${smallestBits} bits: make one with \`openssl genrsa ${smallestBits}\``,
    )
  }
  return { domainName: domain, keySelector: selector, privateKey: pem, headerFieldNames }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(
      `EMAIL_DKIM_KEY_FILE cannot be read (${codeOf(error)}): name a file that the worker's user may read`,
    )
  }
}

function privateKeyIn(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new ConfigError(
      'EMAIL_DKIM_KEY_FILE holds no private key that can be used: it must be PEM, without a passphrase',
    )
  }
}
