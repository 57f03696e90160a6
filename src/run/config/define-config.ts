import type { FaultlineConfig } from './types.ts'

/**
 * Says what a `faultline.config.ts` exports, so that editors and the compiler know:
 * `export default defineConfig({ ... })`. Gives its argument back.
 */
export function defineConfig(config: FaultlineConfig): FaultlineConfig {
  return config
}
