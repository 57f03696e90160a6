/**
 * The URL of a worker entry beside the module `moduleUrl` (its import.meta.url). The extension is taken from there: the
 * same module runs as .ts in the repository and as .js in the package, and the compiler does not rewrite URLs.
 */
export function workerEntry(name: string, moduleUrl: string): URL {
  const extension = moduleUrl.endsWith('.ts') ? '.ts' : '.js'
  return new URL(`./${name}${extension}`, moduleUrl)
}
