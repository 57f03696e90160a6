import { readFileSync } from 'node:fs'

/** What the CLI says about its own package. */
export type Manifest = {
  readonly version: string
  readonly description: string
  /** Lowest Node that runs it, `22.18`. */
  readonly nodeRequired: string
}

/** Reads package.json. It is two folders up both from src/cli and from dist/cli. */
export function readManifest(): Manifest {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const json = JSON.parse(text) as { version: string; description: string; engines: { node: string } }
  return {
    version: json.version,
    description: json.description,
    nodeRequired: json.engines.node.replace('>=', ''),
  }
}
