/** The look of the panel. A page may set --privacy-chat-accent, -font, -offset-x and -offset-y; see decision 0032. */

const TOKENS = `
:host { --surface: #fff; --raised: #f5f8f6; --ink: #14211d; --soft: #51605a; --line: #dde5e1; --edge: #77857f;
  --link: var(--accent); --fill: var(--accent); --on-fill: var(--on-accent); --wash: #e9f1ee; --warn: #fff5dd;
  --warn-line: #d9a83c; --bad: #a3261b; --ring: var(--link); --shadow: 0 0 0 1px #0d1f1b0f, 0 24px 64px -12px #0d1f1b4d; }
@supports (color: light-dark(red, red)) and (color: oklch(from red l c h)) {
:host { --surface: light-dark(#fff, #14191b); --raised: light-dark(#f5f8f6, #1c2325); --ink: light-dark(#14211d, #e8efec);
  --soft: light-dark(#51605a, #a7b5b0); --line: light-dark(#dde5e1, #2d3739); --edge: light-dark(#77857f, #73817d);
  --down: min(1, .13 / max(y, .001));
  --link: light-dark(color(from var(--accent) xyz calc(x * var(--down)) calc(y * var(--down)) calc(z * var(--down))),
    oklch(from var(--accent) max(l, .76) min(c, .115) h));
  --fill: light-dark(var(--accent), var(--link)); --on-fill: light-dark(var(--on-accent), #000);
  --wash: light-dark(color-mix(in oklab, var(--link) 9%, var(--surface)), color-mix(in oklab, var(--link) 16%, var(--surface)));
  --warn: light-dark(#fff5dd, #2c2412); --warn-line: light-dark(#d9a83c, #a27c24); --bad: light-dark(#a3261b, #ff9d92);
  --shadow: 0 0 0 1px light-dark(#0d1f1b0f, #2d3739), 0 24px 64px -12px light-dark(#0d1f1b4d, #000c); } }`;

const PANEL = `
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.panel { position: absolute; inset: auto 0 calc(100% + 12px) auto; margin: 0; padding: 0; border: 0;
  flex-direction: column; overflow: hidden;
  inline-size: min(26.5em, calc(100vw - 2 * var(--privacy-chat-offset-x, 20px))); max-inline-size: none;
  max-block-size: none;
  block-size: min(44em, calc(100dvh - 5em - 2 * var(--privacy-chat-offset-y, 20px)));
  border-radius: 20px; background: var(--surface); color: var(--ink); box-shadow: var(--shadow);
  font: inherit; outline: 0; }
:host([data-position="left"]) .panel { inset-inline: 0 auto; }
:host([data-mode="page"]) .panel { position: static; flex: 1; inline-size: 100%; block-size: auto; min-block-size: 0;
  border-radius: inherit; }
.panel[open] { display: flex; }
.panel::backdrop { background: var(--surface); }
.panel:modal { position: fixed; inset: 0 0 auto 0; inline-size: 100%; block-size: var(--height, 100dvh);
  border-radius: 0; box-shadow: none;
  padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left); }
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; }
.aside { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.icon { inline-size: 1.25em; block-size: 1.25em; flex: none; }
.head { display: flex; align-items: center; gap: 2px; padding: 16px 12px 14px 24px;
  border-block-end: 1px solid var(--line); }
.send, .head > svg { flex: none; border-radius: 50%; background: var(--fill); color: var(--on-fill); }
.head > svg { inline-size: 40px; block-size: 40px; padding: 8px; margin-inline-end: 12px; }
.names { flex: 1; min-inline-size: 0; }
[aria-expanded="true"].launcher { padding-inline: .8em; span { position: absolute; clip-path: inset(50%); } }
.title { margin: 0; font-size: 1.125em; font-weight: 650; line-height: 1.3;
  border-radius: 4px; }
.company { margin: 1px 0 0; color: var(--soft); font-size: .8125em; line-height: 1.4;
  overflow-wrap: anywhere; }
.company:empty, .left:empty { display: none; }
.tool { display: grid; place-items: center; inline-size: 44px; block-size: 44px; padding: 0; border: 0;
  border-radius: 50%; background: none; color: var(--soft); }
.tool:hover, .tool[aria-expanded="true"] { background: var(--raised); color: var(--ink); }
.log { flex: 1 1 auto; min-block-size: 4.5em; position: relative; overflow-y: auto;
  overscroll-behavior: contain; padding: 20px 24px 24px;
  font-size: .9375em; line-height: 1.6; overflow-wrap: break-word; }
.log:focus-visible { outline-offset: -2px; }
.message { margin-block: 0 28px; }
.message:last-child { margin-block-end: 4px; }
.author { margin: 0 0 4px; display: flex; align-items: baseline; gap: 8px; font-size: .8em;
  font-weight: 650; line-height: 1.5; color: var(--ink); }
.author time { font-weight: 400; color: var(--soft); }
.words, .words p { margin: 0; }
.words p + p { margin-block-start: .5em; }
.visitor { display: flex; flex-direction: column; align-items: flex-end; margin-block-end: 20px; }
.visitor .words { max-inline-size: 88%; padding: 10px 16px; border-radius: 18px 18px 4px 18px;
  background: var(--wash); white-space: pre-wrap; }
.unsent .words { opacity: .72; }
.delivery { margin-block-start: 6px; padding: 4px 2px; min-block-size: 28px; border: 0; background: none;
  color: var(--bad); font-size: .85em; font-weight: 600; text-decoration: underline;
  text-underline-offset: 3px; }
.state { margin: 0 auto 16px; max-inline-size: 32em; color: var(--soft); font-size: .875em;
  text-align: center; }
.remark { margin: 10px 0 0; color: var(--soft); font-size: .875em; }
.log:has(> .state:only-child) { display: grid; place-content: center; }
.notice, .law { padding: 14px 16px; border-radius: 12px; background: var(--raised);
  border: 1px solid var(--line); }
.notice.warning { background: var(--warn); border-color: var(--warn-line); }
.kicker { display: flex; align-items: center; gap: 6px; margin: 0 0 10px; font-size: .78em;
  font-weight: 600; line-height: 1.4; color: var(--soft); }
.quotes, .law { margin-block-start: 18px; }
.quote { margin: 0; padding: 2px 0 2px 18px; border-inline-start: 3px solid var(--link); }
.quote + .quote { margin-block-start: 20px; }
.section { margin: 0 0 4px; font-weight: 650; font-size: .9375em; line-height: 1.4; }
blockquote { margin: 0; font-family: ui-serif, "Iowan Old Style", Georgia, serif; font-size: 1.04em; line-height: 1.62; }
blockquote p { margin: 0 0 6px; }
figcaption { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 14px; margin-block-start: 2px;
  font-size: .8em; color: var(--soft); }
a { color: var(--link); text-underline-offset: 3px; text-decoration-thickness: 1px; border-radius: 3px; }
a:hover { text-decoration-thickness: 2px; }
a .icon { inline-size: 1em; block-size: 1em; margin-inline-start: .3em; vertical-align: -.14em; }
figcaption a { font-weight: 600; padding-block: 3px; }
[role="list"] { list-style: none; margin: 0; padding: 0; }
.law li + li { margin-block-start: 12px; }
.law li > * { display: block; }
.article { font-size: .875em; font-weight: 650; }
.guidance { color: var(--soft); font-size: .8125em; }
.button, .choice { display: inline-flex; align-items: center; min-block-size: 44px; padding: 8px 16px;
  border-radius: 12px; text-align: start;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink); font-size: .9375em;
  font-weight: 600; line-height: 1.35; text-decoration: none; }
.main { background: var(--fill); border-color: var(--fill); color: var(--on-fill); }
.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 16px !important; }
.choice:not(.main) { border-color: color-mix(in oklab, var(--link) 55%, var(--surface)); color: var(--link); }
.choice:not(.main):hover:enabled { background: var(--wash); }
.main:hover { background: color-mix(in oklab, var(--fill) 88%, var(--ink)); }
.choices .choice:disabled { cursor: default; color: var(--soft); background: none;
  border-color: var(--line); font-weight: 500; }
.choices .chosen:disabled { color: var(--ink); border-color: var(--edge); background: var(--wash); }
.judge { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin-block-start: 16px;
  font-size: .85em; color: var(--soft); }
.quiet { min-block-size: 32px; min-inline-size: 44px; padding: 2px 12px; border: 1px solid var(--line);
  border-radius: 99em; background: none; font-weight: 600; color: var(--ink); }
.quiet:hover { border-color: var(--edge); }
.quiet[aria-disabled="true"] { cursor: default; border-color: transparent; color: var(--soft); }
.quiet[aria-pressed="true"] { background: var(--wash); color: var(--ink); }
.below { position: relative; padding-inline: 24px; }
.jump { position: absolute; inset: auto auto 100% 50%; translate: -50% -8px; display: inline-flex;
  align-items: center; gap: 6px; min-block-size: 36px; padding: 4px 14px; border: 0; border-radius: 99em;
  background: var(--ink); color: var(--surface); font-size: .8125em; font-weight: 600;
  box-shadow: 0 4px 16px #0003; }
.below::before { content: ""; position: absolute; inset: auto 0 100%; block-size: 20px; pointer-events: none;
  background: linear-gradient(transparent, var(--surface)); }
.status { margin: 0; color: var(--soft); font-size: .8125em; line-height: 1.45; }
.status:not(:empty) { padding-block: 6px 8px; }
.status[data-shown$="ing"]::before { content: ""; display: inline-block;
  inline-size: .5em; block-size: .5em; margin-inline-end: .7em; border-radius: 50%; background: var(--link);
  vertical-align: .08em; }
.composer { padding: 4px 16px 16px; }
.composer:has(.again:not([hidden])) .row { display: none; }
.left { margin: 0 8px 6px; color: var(--soft); font-size: .8125em; }
.row { display: flex; align-items: flex-end; gap: 4px; padding: 4px; border: 1px solid var(--edge);
  border-radius: 27px; background: var(--surface); }
.row:focus-within { border-color: var(--ring); box-shadow: 0 0 0 1px var(--ring); }
.row textarea { flex: 1; min-inline-size: 0; block-size: 44px; min-block-size: 44px; max-block-size: 160px;
  padding: 10px 0 10px 16px; border: 0; outline: 0; background: none; resize: none;
  font-size: max(1em, 16px); line-height: 1.5; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; inline-size: 44px; block-size: 44px; padding: 0; border: 0; }
.send:hover:enabled { background: color-mix(in oklab, var(--fill) 88%, var(--ink)); }
.send:disabled { background: var(--line); color: var(--soft); cursor: default; }
.again { justify-content: center; inline-size: 100%; }`;

const CIRCUMSTANCES = `
@media (max-width: 400px) { .log { padding-inline: 18px; } .head { padding-inline-start: 18px; }
  .below { padding-inline: 18px; } .composer { padding: 4px 10px 10px; } }
@media (max-height: 480px) { .head { padding-block: 4px; } .company, .head > svg { display: none; }
  .log { padding-block: 10px; } }
@media (prefers-reduced-motion: no-preference) {
  .panel[open] { animation: rise .22s cubic-bezier(.2, .7, .2, 1); }
  .message { animation: appear .2s ease-out; }
  .log[aria-busy="true"] .message { animation: none; }
  .status[data-shown$="ing"]::before { animation: breathe 1.4s ease-in-out infinite; }
  button { transition: background-color .15s, border-color .15s; }
  @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
  @keyframes appear { from { opacity: 0; } }
  @keyframes breathe { 50% { opacity: .25; } } }
@media (forced-colors: active) { .panel, .visitor .words, .staff .words, .notice, .law, .jump, .send { border: 1px solid CanvasText; }
  .choice.chosen, .quiet[aria-pressed="true"] { border: 2px solid Highlight; }
  .row:focus-within { outline: 2px solid Highlight; } :focus-visible { outline-color: Highlight; }
  .status::before { background: CanvasText; } }`;

export const STYLE = TOKENS + PANEL + CIRCUMSTANCES;
