import { presetPolicy } from '../../support/preset-policy.ts'

export const productionPolicy = await presetPolicy('production')
