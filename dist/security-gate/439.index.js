export const id = 439;
export const ids = [439];
export const modules = {

/***/ 8439:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  factsOf: () => (/* binding */ factsOf)
});

// EXTERNAL MODULE: ./build/shared/evidence/reading.js
var evidence_reading = __webpack_require__(1936);
// EXTERNAL MODULE: ./node_modules/zod/v4/mini/schemas.js + 2 modules
var schemas = __webpack_require__(5395);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/api.js + 1 modules
var api = __webpack_require__(3305);
// EXTERNAL MODULE: ./build/shared/github/fields.js
var fields = __webpack_require__(8957);
;// CONCATENATED MODULE: ./build/shared/markdown/addresses.js
/** Where everything leads that a reader of a text can follow: its links, then the addresses that stand in its words. */
const addressesOf = ({ links, text }) => [
    ...links,
    ...text
        .split(/\s+/)
        .map(addressIn)
        .filter((one) => one !== undefined),
];
/** The address in a word, without what stands around it: `Ticket:(https://a.example/browse/SEC-1).` */
function addressIn(word) {
    const scheme = word.indexOf('://');
    if (scheme === -1)
        return undefined;
    const [, before = '', name] = /^(.*?)(https?)$/i.exec(word.slice(0, scheme)) ?? [];
    // What ends in a letter makes another scheme; a slash, question mark or equals sign another address.
    if (name === undefined || /[/?#=]|[\p{L}\p{N}]$/u.test(before))
        return undefined;
    let end = word.length;
    while (AROUND.includes(word.charAt(end - 1)))
        end--;
    return word.slice(before.length, end);
}
/** What stands around an address or a name in a sentence, and is not of it. */
const AROUND = '.,;:!?\'")]}>*_~|';

// EXTERNAL MODULE: ./node_modules/mdast-util-from-markdown/lib/index.js + 53 modules
var lib = __webpack_require__(3825);
;// CONCATENATED MODULE: ./build/shared/markdown/budget.js
/** GitHub's own limit of a description, and the most that is parsed. */
const MAX_CHARACTERS = 65_536;
const MAX_LINES = 2_000;
/** Quotes and lists inside one another, on one line. */
const MAX_NESTING = 6;
const MAX_CONTAINERS = 1_500;
/** A list marker further to the right is inside more lists than anybody reads. */
const MAX_INDENT = 20;
/** Whoever writes for people stays far below these. */
const MAX_EMPHASIS = 1_000;
const MAX_MARKS = 3_000;
const MAX_UNDERLINES = 200;
/** Alternatives that exclude one another and a prefix that is consumed: one pass over the line. */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)))+/;
const CONTAINER = />|[-+*]|\d{1,9}[.)]/g;
const EMPHASIS = /[*_]/g;
const MARKS = /[[\]<`\\&!]/g;
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/;
/**
 * Whether a Markdown text is simple enough to be parsed: the parser takes time that grows with the square of what is
 * counted here, so that 65,536 characters from anybody could keep it busy for minutes.
 */
function withinBudget(markdown) {
    if (markdown.length > MAX_CHARACTERS)
        return false;
    if (count(markdown, EMPHASIS) > MAX_EMPHASIS || count(markdown, MARKS) > MAX_MARKS)
        return false;
    const lines = markdown.split(/\r\n|\r|\n/);
    if (lines.length > MAX_LINES)
        return false;
    let containers = 0;
    let underlines = 0;
    for (const line of lines) {
        if (UNDERLINE.test(line))
            underlines++;
        const prefix = CONTAINERS.exec(line)?.[0];
        if (prefix === undefined)
            continue;
        const nesting = count(prefix, CONTAINER);
        if (nesting > MAX_NESTING || indentOf(prefix) > MAX_INDENT)
            return false;
        containers += nesting;
    }
    return containers <= MAX_CONTAINERS && underlines <= MAX_UNDERLINES;
}
const count = (text, pattern) => text.match(pattern)?.length ?? 0;
function indentOf(prefix) {
    const space = /^[ \t]*/.exec(prefix)?.[0] ?? '';
    return space.length + 3 * (space.split('\t').length - 1);
}

;// CONCATENATED MODULE: ./build/shared/markdown/raw-html.js
/** Elements that GitHub shows as code, as a quotation, struck out or collapsed. Bold text and the like stay prose. */
const HIDING = new Set([
    'blockquote',
    'code',
    'del',
    'details',
    'kbd',
    'pre',
    'q',
    's',
    'samp',
    'strike',
    'tt',
    'var',
]);
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const TAG = /<(\/?)([a-z][a-z0-9]*)[^<>]*>/gi;
/**
 * How many hiding elements are open after a piece of raw HTML. One that is never closed hides the rest of the text, as a
 * browser would.
 * @param open before it
 */
function hidingTags(html, open) {
    let now = open;
    for (const [, slash, name = ''] of html.replace(COMMENT, '').matchAll(TAG)) {
        if (HIDING.has(name.toLowerCase()))
            now = slash === '/' ? Math.max(0, now - 1) : now + 1;
    }
    return now;
}

;// CONCATENATED MODULE: ./build/shared/markdown/visible.js

const nothingSeen = (root) => ({
    text: [],
    links: [],
    hidden: 0,
    targets: definitions(root),
    withCode: false,
});
/** The first definition of a label is the one that counts (CommonMark 4.7). */
function definitions({ children }) {
    const targets = new Map();
    const found = children.filter((node) => node.type === 'definition');
    for (const { identifier, url } of found)
        if (!targets.has(identifier))
            targets.set(identifier, url);
    return targets;
}
function readVisible(node, seen) {
    switch (node.type) {
        case 'text':
            if (seen.hidden === 0)
                seen.text.push(node.value);
            return;
        case 'break':
            seen.text.push('\n');
            return;
        case 'html':
            seen.hidden = hidingTags(node.value, seen.hidden);
            return;
        case 'link':
            readLink(node.children, node.url, seen);
            return;
        case 'linkReference':
            readLink(node.children, seen.targets.get(node.identifier), seen);
            return;
        case 'inlineCode':
            // Something stands there: what is before it and after it is not one word.
            seen.text.push(seen.withCode && seen.hidden === 0 ? node.value : ' ');
            return;
        case 'root':
        case 'list':
        case 'listItem':
        case 'paragraph':
        case 'heading':
            for (const child of node.children)
                readVisible(child, seen);
            seen.text.push('\n');
            return;
        case 'emphasis':
        case 'strong':
            for (const child of node.children)
                readVisible(child, seen);
            return;
        // Quotations and code are somebody else's words, and images are not words.
        default:
            return;
    }
}
/** Not a letter, digit, sign or symbol: white space and everything that takes no room. */
const BLANK = /^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]*$/u;
function readLink(children, url, seen) {
    const before = seen.text.length;
    for (const child of children)
        readVisible(child, seen);
    const shown = seen.text.slice(before).join('');
    if (url !== undefined && !BLANK.test(shown))
        seen.links.push(url);
}
const textOf = ({ text }) => withoutStruck(text.join(''));
/** GitHub strikes out what stands between one or two tildes (GFM 6.5): it is withdrawn. */
const withoutStruck = (text) => text.replace(/(?<!~)(~{1,2})(?![\s~])[^~\n]+\1(?!~)/g, ' ');

;// CONCATENATED MODULE: ./build/shared/markdown/prose.js



const NOTHING = { text: '', links: [], whole: false };
/**
 * The visible prose of Markdown as GitHub shows it: no code, no comment, no quotation, nothing struck out, nothing inside
 * a collapsed or quoting HTML element. A text that only quotes a tag or a ticket does not say it.
 */
function proseOf(markdown) {
    if (!withinBudget(markdown))
        return NOTHING;
    const root = (0,lib/* fromMarkdown */.Y)(markdown);
    const seen = nothingSeen(root);
    readVisible(root, seen);
    return { text: textOf(seen), links: seen.links, whole: true };
}

;// CONCATENATED MODULE: ./build/shared/tickets/keys.js


/**
 * The tickets that the visible prose of a Markdown text names: links first, then bare keys, each once. Only keys are
 * taken from a text, never a host: who is asked about them stands in the policy.
 */
function findTickets(text, places) {
    const prose = proseOf(text);
    const words = prose.text.split(/\s+/);
    const addresses = addressesOf(prose);
    const names = words.filter((word) => !word.includes('://')).join(' ');
    const keyOf = places.tracker === 'jira' ? jiraLink(places) : githubLink(places);
    const links = addresses.map(keyOf).filter((one) => one !== undefined);
    const bare = places.tracker === 'jira' ? bareJira(names, places) : bareGitHub(names, places);
    const refs = new Map();
    for (const key of links)
        refs.set(key.key, { ...key, place: 'link' });
    for (const key of bare)
        if (!refs.has(key.key))
            refs.set(key.key, { ...key, place: 'bare' });
    return [...refs.values()];
}
/** Longer ones are no link to a ticket. */
const MAX_ADDRESS = 2_048;
/** What follows the policy's own address in a link, or nothing when the link leads elsewhere. */
function pathBelow(base, address) {
    if (base === undefined || address.length > MAX_ADDRESS)
        return undefined;
    const [own, other] = [URL.parse(base), URL.parse(address)];
    if (own === null || other === null)
        return undefined;
    // `host` is in small letters and has the port; `https://acme.example@evil.example/` has a user.
    if (other.protocol !== own.protocol || other.host !== own.host || other.username + other.password !== '')
        return undefined;
    const prefix = own.pathname.replace(/\/+$/, '');
    return other.pathname.startsWith(`${prefix}/`) ? other.pathname.slice(prefix.length) : undefined;
}
/** https://confluence.atlassian.com/adminjiraserver/changing-the-project-key-format-938847081.html */
const JIRA = '([A-Za-z][A-Za-z0-9_]{0,254})-([1-9]\\d{0,14})';
const JIRA_PATH = new RegExp(`^/browse/${JIRA}/?$`);
const jiraLink = ({ 'base-url': base, projects }) => (address) => {
    const [, project = '', number] = JIRA_PATH.exec(pathBelow(base, address) ?? '') ?? [];
    if (number === undefined || projects?.includes(project) === false)
        return undefined;
    return { key: `${project}-${number}`, project };
};
/** What makes the neighbour of a key a part of it: CVE-2024-1234 is not CVE-2024, XSEC-1 and A-SEC-1 are not SEC-1. */
const BEFORE = '(?<![\\p{L}\\p{N}\\p{M}\\p{Cf}_./@#&\\\\-])';
const AFTER = '(?![\\p{L}\\p{N}\\p{M}\\p{Cf}_]|[-.]\\d)';
const JIRA_BARE = new RegExp(`${BEFORE}${JIRA}${AFTER}`, 'gu');
function bareJira(text, { projects = [] }) {
    return [...text.matchAll(JIRA_BARE)]
        .map(([key, project = '']) => ({ key, project }))
        .filter(({ project }) => projects.includes(project));
}
const OWNER_REPO = '([A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100})';
const GITHUB_PATH = new RegExp(`^/${OWNER_REPO}/issues/([1-9]\\d{0,9})/?$`);
const GITHUB_BARE = new RegExp(`${BEFORE}${OWNER_REPO}?#([1-9]\\d{0,9})${AFTER}`, 'gu');
const GITHUB = 'https://github.com';
const githubLink = (places) => (address) => {
    const [, name, number] = GITHUB_PATH.exec(pathBelow(places['base-url'] ?? GITHUB, address) ?? '') ?? [];
    return issue(name, number, places);
};
const bareGitHub = (text, places) => [...text.matchAll(GITHUB_BARE)]
    .map(([, name = places.repository, number]) => issue(name, number, places))
    .filter((one) => one !== undefined);
/** GitHub does not tell capitals from small letters; the policy's way of writing is the key's. */
function issue(name, number, places) {
    const projects = places.projects ?? (places.repository === undefined ? [] : [places.repository]);
    const project = projects.find((one) => one.toLowerCase() === name?.toLowerCase());
    return project === undefined || number === undefined ? undefined : { key: `${project}#${number}`, project };
}
const KEYS = {
    jira: new RegExp(`^${JIRA}$`),
    github: new RegExp(`^${OWNER_REPO}#([1-9]\\d{0,9})$`),
};
/** What a whole key consists of, of whatever project. */
function partsOf(key, tracker) {
    const [, project, number] = KEYS[tracker].exec(key) ?? [];
    return project === undefined || number === undefined ? undefined : { key, project, number: Number(number) };
}
/** The same of a key in a project that the policy allows. */
function allowedKey(key, places) {
    const parts = partsOf(key, places.tracker);
    if (parts === undefined)
        return undefined;
    if (places.tracker === 'jira')
        return places.projects?.includes(parts.project) === false ? undefined : parts;
    const allowed = issue(parts.project, String(parts.number), places);
    return allowed && { ...allowed, number: parts.number };
}

;// CONCATENATED MODULE: ./build/shared/tickets/github-issues.js




const ISSUE = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
const REPOSITORY = 'GET /repos/{owner}/{repo}';
const PROJECTS = '`override.ticket.projects`';
const github_issues_name = (0,fields/* text */.Qq)(255);
const label = schemas/* pipe */.FsL(schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* object */.Ikc({ name: schemas/* nullish */.cl6(schemas/* string */.YjP()) })]), schemas/* transform */.pdi((given) => (typeof given === 'string' ? given : (given.name ?? '')).slice(0, 255)));
const issueSchema = schemas/* object */.Ikc({
    number: schemas/* int */.Whr().check(api/* _positive */.NC()),
    /** `https://api.github.com/repos/owner/repo`: where the issue is now. */
    repository_url: schemas/* string */.YjP().check(api/* _maxLength */.Eb(1000)),
    state: schemas/* enum */.k5n(['open', 'closed']),
    state_reason: schemas/* nullish */.cl6(github_issues_name),
    created_at: fields/* instant */.uR,
    labels: schemas/* array */.YOg(label).check(api/* _maxLength */.Eb(1000)),
    type: schemas/* nullish */.cl6(schemas/* object */.Ikc({ name: github_issues_name })),
    pull_request: schemas/* optional */.lqM(schemas/* unknown */.L5J()),
});
/** @param server where people see the issues: https://github.com, without a slash at the end */
const githubTracker = (github, places, server) => ({
    read: async (key) => {
        const asked = allowedKey(key, places);
        const [owner, repo] = asked?.project.split('/') ?? [];
        if (asked === undefined || owner === undefined || repo === undefined)
            return { state: 'foreign', detail: `${key.slice(0, 200)} is no issue of a repository in ${PROJECTS}.` };
        const about = { needs: `issues: read on ${asked.project}`, missing: 'absent' };
        const parameters = { owner, repo, issue_number: asked.number };
        const answer = await github.get(ISSUE, parameters, issueSchema, about);
        if (answer.state === 'absent')
            return whyNotFound(github, { owner, repo }, asked.key);
        return answer.state === 'read' ? ticketOf(answer.value.value, asked.key, places, server) : answer;
    },
});
/** A transferred issue, and one of a renamed repository, come by a redirect within the API. */
function ticketOf(issue, asked, places, server) {
    const [, where] = /\/repos\/([^/]+\/[^/]+)$/.exec(issue.repository_url) ?? [];
    const at = where === undefined ? undefined : partsOf(`${where}#${issue.number}`, 'github');
    if (at === undefined)
        return { state: 'partial', detail: 'GitHub does not say which repository the issue is in.' };
    const now = allowedKey(at.key, places);
    if (now === undefined)
        return { state: 'foreign', detail: `${asked} is now ${at.key}, and ${at.project} is not in ${PROJECTS}.` };
    if (issue.pull_request !== undefined)
        return { state: 'absent', detail: `${now.key} is a pull request, and no issue.` };
    return (0,evidence_reading/* read */.L)({
        key: now.key,
        ...(now.key !== asked && { movedFrom: asked }),
        url: `${server}/${now.project}/issues/${now.number}`,
        project: now.project,
        type: typeOf(issue, places.types),
        ...statusOf(issue),
        createdAt: new Date(issue.created_at).toISOString(),
        labels: issue.labels,
    });
}
/** Types of issues exist in organisations only; elsewhere a label says it. */
function typeOf({ type, labels }, wanted) {
    const words = new Set(labels.map((label) => label.toLowerCase()));
    return type?.name ?? wanted?.find((one) => words.has(one.toLowerCase())) ?? 'Issue';
}
/** An issue that was closed as not planned, or as a duplicate, is closed and not done. */
function statusOf({ state, state_reason }) {
    if (state === 'open')
        return { status: 'open', statusCategory: 'new' };
    if (state_reason == null || state_reason === 'completed')
        return { status: 'closed', statusCategory: 'done' };
    return { status: `closed as ${state_reason.replaceAll('_', ' ')}`, statusCategory: 'indeterminate' };
}
const repositorySchema = schemas/* object */.Ikc({ has_issues: schemas/* boolean */.zMY() });
/** 404 and 410 mean that there is no such issue only where the repository can be seen. */
async function whyNotFound(github, { owner, repo }, key) {
    const needs = `access to ${owner}/${repo} and issues: read on it`;
    const answer = await github.get(REPOSITORY, { owner, repo }, repositorySchema, { needs, missing: 'forbidden' });
    if (answer.state === 'forbidden')
        return { ...answer, detail: `GitHub shows this token neither ${key} nor its repository: hidden, or not there.` };
    if (answer.state !== 'read')
        return answer;
    return answer.value.value.has_issues
        ? {
            state: 'absent',
            detail: `${key} does not exist, or was deleted: GitHub shows the repository, and no such issue.`,
        }
        : { state: 'absent', detail: `${key} does not exist: issues are switched off in ${owner}/${repo}.` };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/core/core.js
var core = __webpack_require__(8532);
// EXTERNAL MODULE: ./build/shared/report/escape.js
var report_escape = __webpack_require__(1424);
;// CONCATENATED MODULE: ./build/shared/tickets/jira-http.js

const MAX_BYTES = 1024 * 1024;
const CREDENTIALS = 'valid `tracker-user` and `tracker-token` (Jira Data Center: a personal access token, alone)';
/** One GET below the policy's address. Redirects are not followed, so that no credential goes anywhere else. */
async function askJira(jira, path) {
    const { base, authorization } = jira;
    const headers = { accept: 'application/json', 'user-agent': 'production-gates' };
    try {
        const response = await jira.fetch(`${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`, {
            redirect: 'manual',
            headers: authorization === undefined ? headers : { ...headers, authorization },
            signal: AbortSignal.timeout(jira.timeoutMs),
        });
        const refusal = refusalOf(response, jira);
        if (refusal === undefined)
            return await bodyOf(response);
        await response.body?.cancel();
        return refusal;
    }
    catch {
        // What was thrown is not shown: errors of fetch quote headers and addresses.
        return { state: 'partial', detail: 'The connection to Jira broke or took too long.' };
    }
}
function refusalOf({ status, headers }, jira) {
    if (status >= 300 && status < 400)
        return redirected(status, headers.get('location'), jira.base);
    if (status === 429)
        return rateLimited(headers, jira.now);
    const reason = headers.get('x-seraph-loginreason') ?? '';
    if (/AUTHENTICATION_DENIED/.test(reason)) {
        const detail = `Jira wants a person to log in first (${status}, AUTHENTICATION_DENIED): too many logins of this account failed.`;
        return { state: 'forbidden', detail, needs: 'a login of this account in a browser, where Jira asks for a CAPTCHA' };
    }
    if (status === 401 || (jira.authorization !== undefined && ignored(headers, reason))) {
        const who = jira.authorization === undefined ? 'answers nobody who is not logged in' : 'refused the credentials';
        return { state: 'forbidden', detail: `Jira ${who} (${status}).`, needs: CREDENTIALS };
    }
    if (status === 403)
        return { state: 'forbidden', detail: 'Jira does not let this account read it (403).', needs: BROWSE };
    if (status === 404)
        return { state: 'not-shown' };
    return status === 200 ? undefined : { state: 'partial', detail: `Jira answered ${status}.` };
}
const BROWSE = 'permission to browse the project, for the account of `tracker-token`';
/** Wrong credentials make an anonymous reader on many routes: 200 for what is public, 404 for all else (MrRefactoring/jira.js#418). */
const ignored = (headers, reason) => /AUTHENTICATED_FAILED/.test(reason) || headers.get('x-ausername') === 'anonymous';
/** Without its query: login pages repeat in it what was asked for. */
function redirected(status, location, base) {
    const target = URL.parse(location ?? '', base.href);
    const where = target === null ? 'nowhere' : `to ${(0,report_escape/* printable */.g$)(`${target.origin}${target.pathname}`, 200)}`;
    return {
        state: 'forbidden',
        detail: `Jira sends us ${where} (${status}), and we do not go there: a login page means that the credentials do not count here, anything else that the address is an old one.`,
        needs: `${CREDENTIALS}, or the present address in \`override.ticket.base-url\``,
    };
}
/** Cloud writes the reset as ISO 8601 (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/). */
function rateLimited(headers, now) {
    const after = headers.get('retry-after');
    const seconds = /^\d{1,6}$/.test(after ?? '') ? Number(after) : undefined;
    const reset = Date.parse(headers.get('x-ratelimit-reset') ?? after ?? '');
    const at = seconds === undefined ? reset : now().getTime() + seconds * 1000;
    const until = Number.isFinite(at) ? ` until ${new Date(at).toISOString().slice(0, 19)}Z` : '';
    return { state: 'pending', detail: `The rate limit of Jira is used up${until}.` };
}
async function bodyOf(response) {
    const chunks = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
        size += chunk.length;
        // Leaving the loop closes the connection.
        if (size > MAX_BYTES)
            return { state: 'partial', detail: `What Jira answered is larger than ${MAX_BYTES} bytes.` };
        chunks.push(chunk);
    }
    try {
        return { state: 'shown', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
    }
    catch {
        return { state: 'partial', detail: 'Jira answered something that is no JSON: a login or error page.' };
    }
}

;// CONCATENATED MODULE: ./build/shared/tickets/jira.js





/** Version 2 of the API is the one that Cloud and Data Center share; what is read here is the same in both. */
const API = '/rest/api/2';
const FIELDS = 'project,issuetype,status,created,priority,labels';
const jira_name = (0,fields/* text */.Qq)(255);
const MAX_LABELS = 1000;
const CREATED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)(?:Z|([+-]\d\d):?(\d\d))$/;
/** `2026-11-20T16:50:00.000+0100`: Jira's offset has no colon. */
const created = schemas/* pipe */.FsL(schemas/* string */.YjP().check(api/* _regex */.Fk(CREATED)), schemas/* transform */.pdi((given, context) => {
    const [, local, hours = '+00', minutes = '00'] = CREATED.exec(given) ?? [];
    const at = Date.parse(`${local}${hours}:${minutes}`);
    if (!Number.isNaN(at))
        return new Date(at).toISOString();
    context.issues.push({ code: 'custom', message: 'no moment', input: undefined });
    return core/* NEVER */.tm;
}));
const jira_issueSchema = schemas/* object */.Ikc({
    key: schemas/* string */.YjP().check(api/* _maxLength */.Eb(300)),
    fields: schemas/* object */.Ikc({
        project: schemas/* object */.Ikc({ key: schemas/* string */.YjP().check(api/* _maxLength */.Eb(255)) }),
        issuetype: schemas/* object */.Ikc({ name: jira_name }),
        // `undefined` is Jira's category of states that have none.
        status: schemas/* object */.Ikc({
            name: jira_name,
            statusCategory: schemas/* object */.Ikc({ key: schemas/* enum */.k5n(['new', 'indeterminate', 'done', 'undefined']) }),
        }),
        created,
        // Both are missing where a project does not use the field.
        priority: schemas/* nullish */.cl6(schemas/* object */.Ikc({ name: jira_name })),
        labels: schemas/* nullish */.cl6(schemas/* array */.YOg(jira_name).check(api/* _maxLength */.Eb(MAX_LABELS))),
    }),
});
const jiraTracker = (jira, policy) => ({
    read: async (key) => {
        const asked = allowedKey(key, policy);
        if (asked === undefined)
            return { state: 'foreign', detail: `${key.slice(0, 100)} is no key of a project in ${jira_PROJECTS}.` };
        const answer = await askJira(jira, `${API}/issue/${encodeURIComponent(key)}?fields=${FIELDS}`);
        if (answer.state === 'not-shown')
            return whyNotShown(jira, key, asked.project);
        if (answer.state !== 'shown')
            return answer;
        const issue = jira_issueSchema.safeParse(answer.body);
        if (!issue.success)
            return malformed(issue.error);
        return jira_ticketOf(issue.data, key, jira.base, policy);
    },
});
const jira_PROJECTS = '`override.ticket.projects`';
/** A moved issue answers to its old key, with its new one. */
function jira_ticketOf(issue, asked, base, policy) {
    const { project, issuetype, status, created, priority, labels } = issue.fields;
    const parts = partsOf(issue.key, 'jira');
    if (parts === undefined || parts.project !== project.key)
        return torn('a key that is none of its project');
    if (allowedKey(issue.key, policy) === undefined) {
        const detail = `${asked} is now ${issue.key}, and ${project.key} is not in ${jira_PROJECTS}.`;
        return { state: 'foreign', detail };
    }
    const category = status.statusCategory.key;
    return (0,evidence_reading/* read */.L)({
        key: issue.key,
        ...(issue.key !== asked && { movedFrom: asked }),
        url: `${base.origin}${base.pathname.replace(/\/+$/, '')}/browse/${issue.key}`,
        project: project.key,
        type: issuetype.name,
        status: status.name,
        statusCategory: category === 'undefined' ? 'indeterminate' : category,
        createdAt: created,
        ...(priority != null && { priority: priority.name }),
        labels: labels ?? [],
    });
}
/**
 * Jira says 404 of what is not there, of what this account may not see, and to whoever it takes for a stranger. Only to an
 * account that it knows and shows the project does 404 mean that there is no such issue.
 */
async function whyNotShown(jira, key, project) {
    if (jira.authorization === undefined)
        return jira_hidden(`Jira does not show ${key} to who is not logged in (404).`, CREDENTIALS);
    const myself = await askJira(jira, `${API}/myself`);
    if (myself.state === 'not-shown')
        return torn(`404 for ${key} and for the account itself: there may be no Jira at \`override.ticket.base-url\``);
    if (myself.state !== 'shown')
        return myself;
    if (!accountSchema.safeParse(myself.body).success)
        return torn('something that is no account for the account itself');
    const shown = await askJira(jira, `${API}/project/${encodeURIComponent(project)}`);
    if (shown.state === 'not-shown')
        return jira_hidden(`Jira shows this account neither ${key} nor project ${project}: hidden from it, or not there.`, BROWSE);
    if (shown.state !== 'shown')
        return shown;
    const parsed = projectSchema.safeParse(shown.body);
    if (!parsed.success)
        return malformed(parsed.error);
    if (parsed.data.key !== project)
        return jira_hidden(`Project ${project} has another key now, and Jira does not show ${key}.`, `the present key in ${jira_PROJECTS}`);
    return {
        state: 'absent',
        detail: `${key} does not exist: Jira shows project ${project} to this account, and no such issue in it. (A security level could hide one.)`,
    };
}
const accountSchema = schemas/* union */.KCZ([schemas/* object */.Ikc({ accountId: schemas/* string */.YjP() }), schemas/* object */.Ikc({ name: schemas/* string */.YjP() })]);
const projectSchema = schemas/* object */.Ikc({ key: schemas/* string */.YjP().check(api/* _maxLength */.Eb(255)) });
const jira_hidden = (detail, needs) => ({ state: 'forbidden', detail, needs });
const torn = (what) => ({ state: 'partial', detail: `Jira answered ${what}.` });
function malformed(error) {
    const place = error.issues[0]?.path.join('.').slice(0, 200);
    return torn(`something its API does not describe, at ${place || 'the top'}`);
}

;// CONCATENATED MODULE: ./build/shared/tickets/jira-login.js
const TOKEN = /^[\x21-\x7e]{1,4096}$/;
const USER = /^[^:\p{Cc}]{1,320}$/u;
/**
 * Jira Cloud takes an API token with the email address of its account, Data Center a personal access token alone; a user
 * and a password or token work on both. What cannot be a header is refused here: `fetch` would quote it in its error.
 */
function jiraLogin(base, credentials) {
    const user = credentials.user?.trim();
    const token = credentials.token?.trim();
    if (!user && !token)
        return { authorization: undefined };
    if (!token)
        return refused('`tracker-user` is given without a token.', '`tracker-token`');
    if (!TOKEN.test(token))
        return refused('`tracker-token` holds characters that no token has.', '`tracker-token`');
    if (user && !USER.test(user))
        return refused('`tracker-user` holds characters that no user has.', '`tracker-user`');
    if (user)
        return { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` };
    if (isCloud(base))
        return refused('Jira Cloud takes an API token only with the email address of its account.', '`tracker-user`');
    return { authorization: `Bearer ${token}` };
}
const isCloud = ({ hostname }) => hostname.endsWith('.atlassian.net');
const refused = (detail, needs) => ({ state: 'forbidden', detail, needs });

;// CONCATENATED MODULE: ./build/shared/tickets/tracker.js





/**
 * The tracker that the policy names, or why it cannot be asked. Nothing is sent before the first `read`. Where it is comes
 * from the policy alone.
 */
function openTracker(policy, access) {
    return policy.tracker === 'jira' ? openJira(policy, access) : openGitHub(policy, access);
}
function openJira(policy, { credentials, fetch, now, timeoutMs }) {
    const base = addressOf(policy['base-url']);
    if (base === undefined)
        return unusable('is no https address of a Jira, without user, query and fragment');
    const login = jiraLogin(base, credentials);
    if (!('authorization' in login))
        return login;
    return (0,evidence_reading/* read */.L)(jiraTracker({ base, authorization: login.authorization, fetch, now, timeoutMs }, policy));
}
function openGitHub(policy, access) {
    const { github, repository, serverUrl = GITHUB } = access;
    const base = addressOf(policy['base-url'] ?? serverUrl);
    if (base === undefined || base.href !== addressOf(serverUrl)?.href)
        return unusable('is not the GitHub of this run, which alone can be asked');
    if (github === undefined)
        return { state: 'forbidden', detail: 'GitHub is not asked without a token.', needs: '`token` with issues: read' };
    const own = repository && `${repository.owner}/${repository.repo}`;
    return (0,evidence_reading/* read */.L)(githubTracker(github, { ...policy, repository: own }, base.href.replace(/\/$/, '')));
}
const unusable = (why) => ({
    state: 'forbidden',
    detail: `\`override.ticket.base-url\` ${why}.`,
    needs: 'the address of the tracker in `override.ticket.base-url`, e.g. https://acme.atlassian.net',
});
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Credentials travel over https, or do not leave this machine. */
function addressOf(text) {
    const url = URL.parse(text ?? '');
    if (url === null || url.username + url.password + url.search + url.hash !== '')
        return undefined;
    if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
        return url;
    return undefined;
}

// EXTERNAL MODULE: ./build/shared/override/severity.js
var severity = __webpack_require__(5150);
;// CONCATENATED MODULE: ./build/actions/security-gate/gather/override/description.js



/** Of the description what its readers see: nothing that is quoted, code, struck out or hidden. */
function descriptionOf(body, { ticket }, at) {
    const { text, links } = proseOf(body);
    const addresses = [...text.matchAll(ADDRESS)].map(([address]) => address.replace(TAIL, ''));
    return {
        tickets: ticketsIn(body, ticket, at),
        links: [...new Set([...links, ...addresses])].slice(0, LINKS),
        severities: (0,severity/* severitiesIn */.r)(text),
    };
}
/** The first of them; nobody links more than a few incidents. */
const LINKS = 100;
const ADDRESS = /(?<![A-Za-z0-9])https:\/\/[^\s<>()[\]{}"'`|*~]{1,2000}/g;
const TAIL = /[.,;:!?]{1,10}$/;
/**
 * Every ticket of the tracker, whatever its project: one of another project is a reason to be told, not nothing. A key
 * alone is a link only where its tracker has no address, or GitHub makes it one.
 */
function ticketsIn(body, ticket, { repository, serverUrl }) {
    if (ticket === undefined)
        return [];
    const { tracker, projects, 'base-url': base = tracker === 'github' ? serverUrl : undefined } = ticket;
    const places = { tracker, 'base-url': base, repository };
    const anyProject = findTickets(body, places);
    const ours = findTickets(body, { ...places, projects });
    const linked = [...anyProject, ...ours].filter(({ place }) => place === 'link' || tracker === 'github' || base === undefined);
    const byKey = new Map(linked.map(({ key, project }) => [key, { key, project }]));
    return [...byKey.values()].slice(0, TICKETS);
}
const TICKETS = 20;

// EXTERNAL MODULE: ./build/shared/verdict/verdict.js
var verdict = __webpack_require__(5031);
;// CONCATENATED MODULE: ./build/shared/chatops/command.js


/**
 * The one command of a comment. It stands alone on its line, in the writer's own words; two different ones are an
 * error, because nobody can tell which of them was meant.
 * @returns undefined for a comment that says nothing to us
 */
function parseCommand(body) {
    const lines = body.split(/\r\n|\r|\n/).map(trimmed);
    const commands = new Map(lines.map((line) => [line, commandOf(line)]).filter(([, one]) => one !== undefined));
    if (commands.size === 0)
        return undefined;
    // Parsed as Markdown only now: most comments hold nothing that could be one.
    const said = new Set(proseOf(body).text.split('\n').map(trimmed));
    const found = new Map();
    for (const [line, command] of commands) {
        if (command !== undefined && said.has(line))
            found.set(JSON.stringify(command), command);
    }
    const [only, ...others] = found.values();
    return others.length === 0 ? only : { error: 'A comment holds one command, and this one holds different ones.' };
}
/** ASCII only: what looks like a space and is none belongs to the word. */
const trimmed = (line) => line.replace(/^[ \t]+|[ \t]+$/g, '');
/** Longer lines are prose; no command comes near it. */
const LINE = 500;
function commandOf(line) {
    if (line.length > LINE)
        return undefined;
    const [first = '', ...words] = line.split(/[ \t]+/);
    if (first === '/recheck') {
        return words.length === 0 ? { kind: 'recheck' } : { error: '`/recheck` stands alone on its line.' };
    }
    if (first === '/override')
        return overrideOf(words);
    // "override" begins sentences too; with the name of a gate behind it, it is meant for us.
    return first === 'override' && words[0] !== undefined && gateOf(words[0]) !== undefined
        ? overrideOf(words)
        : undefined;
}
const gateOf = (word) => verdict/* GATES */.J.find((gate) => gate === word);
/** A key of Jira, or an issue of GitHub. */
const TICKET = /^(?:[A-Z][A-Z0-9_]{1,49}-[1-9][0-9]{0,9}|(?:[A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100})?#[1-9][0-9]{0,9})$/;
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const COVERS = /^covers:([0-9a-f]{16,64})$/;
const USAGE = 'Write `override <gate> <TICKET> <head-sha>`, as the report prints it.';
function overrideOf([name = '', ticket = '', sha = '', covers, ...rest]) {
    const gate = gateOf(name);
    if (gate === undefined)
        return { error: `An override names a gate, such as security-gate. ${USAGE}` };
    if (!TICKET.test(ticket))
        return { error: `An override names a ticket, such as SEC-123. ${USAGE}` };
    if (!SHA.test(sha))
        return { error: `An override names the whole id of the head, 40 small hex digits. ${USAGE}` };
    if (covers === undefined)
        return { kind: 'override', gate, ticket, sha };
    const digest = COVERS.exec(covers)?.[1];
    if (digest === undefined || rest.length > 0) {
        return { error: `Behind the id of the head nothing may stand but \`covers:\` and its digits. ${USAGE}` };
    }
    return { kind: 'override', gate, ticket, sha, covers: digest };
}

;// CONCATENATED MODULE: ./build/shared/github/permission.js


const ROUTE = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
/** `maintain` is `write` here, and `triage` is `read`. A role that an organisation has made is what it is made from. */
const schema = schemas/* object */.Ikc({
    permission: schemas/* enum */.k5n(['admin', 'write', 'read', 'none']),
    user: schemas/* nullish */.cl6(schemas/* object */.Ikc({ id: schemas/* int */.Whr() })),
});
/** Whether an account may push, by login and number: the login may be another's by now. Needs `metadata: read`. */
async function readMayPush(client, { owner, repo }, { id, login }) {
    const about = { needs: 'metadata: read', missing: 'absent' };
    const answer = await client.get(ROUTE, { owner, repo, username: login }, schema, about);
    if (answer.state !== 'read')
        return answer;
    const { permission, user } = answer.value.value;
    return (0,evidence_reading/* read */.L)(user?.id === id && (permission === 'admin' || permission === 'write'));
}

// EXTERNAL MODULE: ./build/shared/ownership/approvals.js
var approvals = __webpack_require__(9406);
// EXTERNAL MODULE: ./build/shared/ownership/exclusion.js
var exclusion = __webpack_require__(7802);
// EXTERNAL MODULE: ./build/shared/ownership/person.js
var person = __webpack_require__(3325);
// EXTERNAL MODULE: ./build/shared/ownership/roles.js
var ownership_roles = __webpack_require__(3879);
// EXTERNAL MODULE: ./build/shared/run/approvals.js
var run_approvals = __webpack_require__(5730);
// EXTERNAL MODULE: ./build/shared/run/carried.js + 2 modules
var carried = __webpack_require__(2913);
// EXTERNAL MODULE: ./build/shared/run/pushers.js + 1 modules
var run_pushers = __webpack_require__(6029);
// EXTERNAL MODULE: ./build/shared/run/teams.js + 1 modules
var run_teams = __webpack_require__(3828);
;// CONCATENATED MODULE: ./build/actions/security-gate/gather/override/intents.js











/** Who wrote commands for an override, who merely approved, and which of the roles each of them holds. */
async function intentsOf(asked) {
    const { policy, github, roster } = asked;
    const said = [...reviewsWithCommand(asked), ...commentsWithCommand(asked)].slice(-INTENTS);
    const reviewed = await changeOf(asked, said.length > 0);
    if (reviewed.state !== 'read')
        return reviewed;
    const { change, unread } = reviewed.value;
    const { approved } = (0,approvals/* approvals */.b)(change);
    if (said.length + approved.length === 0)
        return (0,evidence_reading/* read */.L)({ intents: [], approvals: [] });
    const approvers = policy.override.approvers ?? [];
    const teams = await (0,run_teams/* teamsFor */.q)(github, (0,ownership_roles/* teamsOf */.uk)(policy.roles, approvers), roster);
    const rolesOf = (person) => rolesHeld(policy, person, teams);
    const excluded = (0,exclusion/* exclusionOf */.ah)(change);
    const [nobody] = (0,exclusion/* unattributedIn */.H3)(change);
    const access = accessOf(asked);
    const intents = [];
    for (const { account, mayPush, ...intent } of said) {
        const person = account === undefined ? null : (0,run_approvals/* personOf */.R)(account);
        const roles = person === null ? {} : rolesOf(person);
        const exclusion = person === null ? undefined : excluded(person);
        // Only of somebody whose word could count is it worth a request.
        const counts = account !== undefined && Object.values(roles).includes('yes');
        intents.push({
            ...intent,
            person,
            roles,
            canWrite: mayPush ?? (counts ? await access(account) : 'unknown'),
            ...(exclusion !== undefined && { excluded: exclusion.detail }),
            ...(nobody !== undefined && { unattributed: nobody.commit }),
        });
    }
    return (0,evidence_reading/* read */.L)({
        intents,
        approvals: approved.map(({ person }) => ({ person, roles: rolesOf(person) })),
        ...(unread !== undefined && { pushersUnread: unread }),
    });
}
/** Whoever pushed a part of the change accepts nothing in it, whether he writes a review or a comment. */
async function changeOf({ pull, remote, github, repository }, speaks) {
    const place = { github, repository, ...remote, pull };
    const branch = await (0,carried/* branchFacts */.I)(place);
    const change = (0,run_approvals/* reviewedChange */.e)(pull, { mode: 'pushers-and-authors', apps: [], branch });
    if (!speaks)
        return (0,evidence_reading/* read */.L)({ change });
    const pushers = await (0,run_pushers/* pushersOf */.G)({ ...place, branch });
    if (pushers.state !== 'read')
        return pushers;
    const { contributions, unread } = pushers.value;
    const whole = { ...change, contributors: [...change.contributors, ...contributions] };
    return (0,evidence_reading/* read */.L)({ change: whole, ...(unread !== undefined && { unread }) });
}
/** The newest of them; whoever writes more wants the others not to be found. */
const INTENTS = 50;
function commentsWithCommand(asked) {
    return asked.conversation.comments.flatMap(({ id, author, body, createdAt: at, edited }) => {
        const said = saidIn(body, asked.repository);
        if (said === undefined)
            return [];
        const review = author && asked.pull.reviews.findLast((one) => one.author?.id === author.id);
        const withdrawn = withdrawnAfter(asked.pull, author, at);
        const mayPush = review && { mayPush: review.mayPush ? 'yes' : 'no' };
        return [{ id: `comment ${id}`, at, account: author, said, edited, ...withdrawn, ...mayPush }];
    });
}
function reviewsWithCommand(asked) {
    return asked.pull.reviews.flatMap(({ id, author, body, submittedAt: at, editedAt, state, mayPush }) => {
        const said = saidIn(body, asked.repository);
        if (said === undefined)
            return [];
        const own = takesBack(state) ? { withdrawn: withdrawal(author, state, at) } : withdrawnAfter(asked.pull, author, at);
        const edited = editedAt !== undefined;
        return [{ id: `review ${id}`, at, account: author, said, edited, ...own, mayPush: mayPush ? 'yes' : 'no' }];
    });
}
function saidIn(body, { owner, repo }) {
    const command = parseCommand(body);
    if (command === undefined)
        return undefined;
    if ('error' in command)
        return command;
    if (command.kind !== 'override')
        return undefined;
    const { gate, ticket, sha, covers } = command;
    const key = ticket.startsWith('#') ? `${owner}/${repo}${ticket}` : ticket;
    return { gate, ticket: key, sha, ...(covers !== undefined && { covers }) };
}
const takesBack = (state) => state === 'changes_requested' || state === 'dismissed';
/**
 * GitHub does not say what a dismissed review was. It may have asked for changes, and somebody else may have dismissed
 * it: in doubt the approver has to write again.
 */
function withdrawnAfter({ reviews }, author, at) {
    const later = reviews.findLast((one) => author !== undefined &&
        one.author !== undefined &&
        (0,person/* isSamePerson */.sO)((0,run_approvals/* personOf */.R)(one.author), (0,run_approvals/* personOf */.R)(author)) &&
        takesBack(one.state) &&
        Date.parse(one.submittedAt) >= Date.parse(at));
    return later === undefined ? {} : { withdrawn: withdrawal(author, later.state, later.submittedAt) };
}
const withdrawal = (author, state, at) => state === 'dismissed'
    ? `A review of ${author?.login ?? 'somebody'} of ${at} was dismissed.`
    : `${author?.login ?? 'Somebody'} asked for changes at ${at}.`;
function rolesHeld({ roles, override }, person, teams) {
    return Object.fromEntries((override.approvers ?? []).map((name) => {
        const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
        return [name, role === undefined ? 'no' : (0,ownership_roles/* holds */.v9)(role, person, teams)];
    }));
}
/** Asked for once a person. */
function accessOf({ github, repository }) {
    const known = new Map();
    const ask = async (account) => {
        const answer = await readMayPush(github, repository, account);
        if (answer.state !== 'read')
            return 'unknown';
        return answer.value ? 'yes' : 'no';
    };
    return (account) => {
        const answer = known.get(account.id) ?? ask(account);
        known.set(account.id, answer);
        return answer;
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/gather/override/tickets.js


/** More tickets than these nobody looks up: the first are those that the description links first. */
const LOOKED_UP = 5;
/**
 * The tickets of the description as their tracker has them, where the policy has them verified. Only keys come from the
 * description, and only those of the policy's projects leave this machine.
 */
async function ticketsOf({ tickets }, { ticket }, { open, now }) {
    const { projects, verify } = ticket ?? {};
    const asked = tickets.filter(({ project }) => projects?.includes(project) !== false).slice(0, LOOKED_UP);
    if (verify !== true || asked.length === 0)
        return { facts: {}, sources: [] };
    const tracker = open();
    const facts = [];
    const sources = [];
    for (const { key } of asked) {
        const reading = tracker.state === 'read' ? await tracker.value.read(key) : tracker;
        facts.push([key, factOf(reading)]);
        const uri = reading.state === 'read' ? reading.value.url : (ticket?.['base-url'] ?? key);
        sources.push((0,evidence_reading/* sourceOf */.v)({ id: `override:ticket:${key}`, uri, readAt: now }, reading));
    }
    return { facts: Object.fromEntries(facts), sources };
}
function factOf(reading) {
    if (reading.state === 'read') {
        const { project, type, statusCategory, createdAt, priority = '', labels } = reading.value;
        const severities = (0,severity/* severitiesIn */.r)([priority, ...labels].join('\n'));
        return { state: 'read', project, type, closed: statusCategory === 'done', createdAt, severities };
    }
    const { detail, needs } = reading;
    if (reading.state === 'absent')
        return { state: 'not-found', detail };
    if (reading.state === 'foreign')
        return { state: 'moved', detail };
    return { state: 'unreadable', detail: needs === undefined ? detail : `${detail} It needs ${needs}.` };
}

// EXTERNAL MODULE: ./build/shared/github/connection.js
var connection = __webpack_require__(4848);
;// CONCATENATED MODULE: ./build/shared/github/merged-since.js




/** Pages of a hundred: in a repository where more was touched since, nobody can say what was merged. */
const PAGES = 20;
const QUERY = `query MergedSince($owner: String!, $repo: String!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner, name: $repo) {
    pullRequests(states: [MERGED], first: ${connection/* PAGE */.KL}, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      totalCount pageInfo { hasNextPage endCursor } nodes { number title body mergedAt updatedAt }
    }
  }
}`;
const answerSchema = schemas/* object */.Ikc({
    repository: schemas/* object */.Ikc({
        pullRequests: (0,connection/* connection */.FI)(schemas/* object */.Ikc({ number: schemas/* int */.Whr(), title: (0,fields/* text */.Qq)(fields/* TITLE */.ly), body: (0,fields/* text */.Qq)(fields/* BODY */.$p), mergedAt: fields/* instant */.uR, updatedAt: fields/* instant */.uR })),
    }),
});
/**
 * Title and description of every pull request that was merged since an instant, the one touched last first: what was
 * merged was touched then, so the list may end at the first that was not. Needs `pull requests: read`.
 * @param since ISO 8601 UTC
 */
async function readMergedSince(client, { owner, repo }, since) {
    const about = { needs: 'pull requests: read', missing: 'forbidden' };
    const found = new Map();
    let at = null;
    let last = Number.POSITIVE_INFINITY;
    for (let page = 1; page <= PAGES; page++) {
        const answer = await client.query(QUERY, { owner, repo, after: at }, answerSchema, about);
        if (answer.state !== 'read')
            return answer;
        const { nodes, pageInfo, totalCount } = answer.value.repository.pullRequests;
        for (const { number, title, body, mergedAt, updatedAt } of nodes) {
            const touched = Date.parse(updatedAt);
            if (touched > last || found.has(number))
                return (0,connection/* torn */.QR)('Merged pull requests moved while they were read.');
            last = touched;
            if (touched < Date.parse(since))
                return (0,evidence_reading/* read */.L)(mergedIn(found, since));
            found.set(number, { number, title, body, mergedAt });
        }
        at = pageInfo.endCursor;
        if (!pageInfo.hasNextPage || at === null || nodes.length === 0) {
            if (found.size === totalCount && !pageInfo.hasNextPage)
                return (0,evidence_reading/* read */.L)(mergedIn(found, since));
            return (0,connection/* torn */.QR)(`Of ${totalCount} merged pull requests ${found.size} were shown.`);
        }
    }
    return (0,connection/* torn */.QR)(`More than ${PAGES * connection/* PAGE */.KL} merged pull requests were touched since ${since}.`);
}
const mergedIn = (found, since) => [...found.values()].filter(({ mergedAt }) => Date.parse(mergedAt) >= Date.parse(since));

// EXTERNAL MODULE: ./build/shared/override/tag.js
var tag = __webpack_require__(261);
;// CONCATENATED MODULE: ./build/actions/security-gate/gather/override/uses.js




/** How far back a merged pull request is looked for: the month of `max-per-month`. */
const BACK = 31 * 86_400_000;
/** Pull requests that were merged with the tag, and the tickets they link. */
async function usesOf({ github, repository, policy, now, serverUrl, }) {
    const { owner, repo } = repository;
    const since = new Date(Date.parse(now) - BACK).toISOString();
    const merged = await readMergedSince(github, repository, since);
    const uri = `${serverUrl}/${owner}/${repo}/pulls?q=is%3Amerged`;
    const source = (0,evidence_reading/* sourceOf */.v)({ id: 'override:uses', uri, readAt: now }, merged);
    if (merged.state !== 'read') {
        const { detail, needs } = merged;
        return { source, fact: { state: 'unread', detail: needs === undefined ? detail : `${detail} It needs ${needs}.` } };
    }
    const uses = merged.value
        .filter(({ title }) => (0,tag/* tagOf */.c)(title, policy.tag).state === 'opens')
        .map(({ number: pull, mergedAt, body }) => ({
        pull,
        mergedAt,
        tickets: descriptionOf(body, policy, { repository: `${owner}/${repo}`, serverUrl }).tickets.map(({ key }) => key),
    }));
    return { source, fact: { state: 'read', uses } };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/gather/override/asked-for.js






/** Everything an override rests on, once its pull request and conversation are read. */
async function factsOf({ pull, conversation }, { policy, roster, online, remote, now, serverUrl, tracker }) {
    const { number, title, labels, head } = pull;
    const { owner, repo } = online.repository;
    const description = descriptionOf(pull.body, policy.override, { repository: `${owner}/${repo}`, serverUrl });
    const people = await intentsOf({ pull, conversation, policy, roster, remote, ...online });
    if (people.state !== 'read')
        return people;
    const uses = await usesOf({ policy: policy.override, now, serverUrl, ...online });
    const open = () => openTracker(policy.override.ticket ?? NO_TRACKER, { ...tracker, ...online, serverUrl });
    const tickets = await ticketsOf(description, policy.override, { open, now });
    const changedAt = lastChange(pull, conversation);
    return (0,evidence_reading/* read */.L)({
        facts: {
            state: 'read',
            pull: number,
            title,
            labels,
            head: head.sha,
            ...(changedAt !== undefined && { changedAt }),
            description,
            ...people.value,
            tickets: tickets.facts,
            uses: uses.fact,
        },
        sources: [uses.source, ...tickets.sources],
    });
}
/** The presets name one; a description then holds none of its tickets. */
const NO_TRACKER = { tracker: 'jira' };
/** Of title, base and description, after it was opened. */
function lastChange({ createdAt, lastEditedAt, edits }, { movedAt }) {
    // The oldest entry of the list of edits is the text as it was opened.
    const edited = edits.map(({ at }) => at).filter((at) => Date.parse(at) > Date.parse(createdAt));
    const times = [movedAt, lastEditedAt, ...edited].filter((time) => time !== undefined);
    return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}


/***/ })

};
