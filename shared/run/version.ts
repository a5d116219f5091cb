/** Equal to package.json's, which a test holds to: the bundle has no package.json to read. */
export const VERSION = '0.1.0'
