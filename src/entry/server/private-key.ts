/** The App's private key: `PRIVATE_KEY` (PEM, PEM with `\n` for line ends, or base64 of it) or `PRIVATE_KEY_PATH`. */
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** `wrong`: a sentence that says what is wrong, without any part of the key. */
export type KeyReading = { readonly pem: string } | { readonly wrong: string }

export function readPrivateKey(env: Readonly<Record<string, string | undefined>>): KeyReading {
  const [value = '', path = ''] = [env.PRIVATE_KEY?.trim(), env.PRIVATE_KEY_PATH?.trim()]
  if (value !== '' && path !== '') return { wrong: 'PRIVATE_KEY and PRIVATE_KEY_PATH are both set: set one of them.' }
  if (value !== '') return check('PRIVATE_KEY', toPem(value))
  if (path === '') return { wrong: 'PRIVATE_KEY_PATH or PRIVATE_KEY is not set: make a key on the page of the App.' }
  try {
    return check('PRIVATE_KEY_PATH', toPem(readFileSync(path, 'utf8').trim()))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return { wrong: `PRIVATE_KEY_PATH names ${path}, which cannot be read (${code}).` }
  }
}

function toPem(text: string): string {
  const unquoted = text.replace(/^(["'])([\s\S]*)\1$/, '$2')
  const decoded = /^[A-Za-z0-9+/=\s]+$/.test(unquoted) ? Buffer.from(unquoted, 'base64').toString() : unquoted
  return decoded.replaceAll('\\n', '\n').trim()
}

/** GitHub makes RSA keys, and signs in with nothing else. */
function check(name: string, pem: string): KeyReading {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
    return {
      wrong: `${name} holds a key of the kind ${key.asymmetricKeyType ?? 'unknown'}, but GitHub makes RSA keys.`,
    }
  } catch {
    return { wrong: `${name} holds no private key in PEM form (it begins with -----BEGIN RSA PRIVATE KEY-----).` }
  }
}
