import type { Told } from './scenario.ts'

/**
 * A story whose gate writes to the pull request: what it wrote is taken away before the next run, and what stands there
 * afterwards is part of how the run ended.
 */
export const shownAnew =
  (name: string, tell: () => Promise<Told>): (() => Promise<Told>) =>
  async () => {
    const { github, run } = await tell()
    const [app] = github.world.repositories
    if (app === undefined) throw new Error('the story has no repository')
    const checks = [...app.checkRuns]
    const comments = app.pulls.map((pull) => [pull, [...pull.comments]] as const)
    return {
      github,
      async run(pace) {
        app.checkRuns.splice(0, app.checkRuns.length, ...checks)
        for (const [pull, known] of comments) pull.comments.splice(0, pull.comments.length, ...known)
        const ended = await run(pace)
        const ours = app.checkRuns.filter((check) => check.name === name && !checks.includes(check))
        const isGreen = ours.some(({ status, conclusion }) => status === 'completed' && conclusion === 'success')
        return { ...ended, green: isGreen }
      },
    }
  }
