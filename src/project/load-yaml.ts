// The YAML parser has some seventy modules, and few projects have a file for it: it is loaded when there is one.

import { createRequire } from 'node:module'

type Yaml = typeof import('yaml')

const load = createRequire(import.meta.url)

export function loadYaml(): Yaml {
  return load('yaml') as Yaml
}
