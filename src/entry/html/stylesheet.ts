/** Everything that the report looks like: light and dark, screen and paper. Its hash stands in the content policy. */
export const STYLESHEET = `
:root { color-scheme: light dark; --text: #1b2330; --dim: #566173; --line: #d9dee6; --back: #f5f7fa; --card: #ffffff;
  --before: #9aa5b4; --after: #0b7a5c; --more: #b45309; --low: #0b7a5c; --medium: #b45309; --high: #b42318; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --text: #e7ebf1; --dim: #a3adbb; --line: #323b49; --back: #12161d; --card: #1a202a;
  --before: #6b7687; --after: #3ecf9f; --more: #f0a24a; --low: #3ecf9f; --medium: #f0a24a; --high: #ff8b7d; --link: #7db8f5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; } h2 { font-size: 1.25rem; margin: 44px 0 12px; } h3 { font-size: 1rem; margin: 0; }
p { margin: 0 0 12px; } code { font: 0.92em ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.dim, .meta { color: var(--dim); font-weight: 400; } .meta { font-size: 0.9rem; overflow-wrap: anywhere; }
.lead { font-size: 1.15rem; margin: 20px 0; max-width: 62ch; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 14px; margin: 22px 0; padding: 0; list-style: none; }
.card, .chart, .proposal, .skips { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: 16px 18px; } .card b { display: block; font-size: 1.7rem; line-height: 1.25; font-variant-numeric: tabular-nums; } .card span { color: var(--dim); font-size: 0.9rem; }
.good { color: var(--after); } .bad { color: var(--more); }
.charts { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; } .chart { margin: 0; min-width: 0; padding: 16px 18px; } figcaption { font-weight: 600; margin-bottom: 6px; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--text); font-size: 13px; font-family: inherit; } svg .value { fill: var(--dim); font-size: 12px; }
.before { fill: var(--before); background: var(--before); } .after { fill: var(--after); background: var(--after); } .more { fill: var(--more); background: var(--more); }
.risk-low { fill: var(--low); background: var(--low); } .risk-medium { fill: var(--medium); background: var(--medium); } .risk-high { fill: var(--high); background: var(--high); }
svg.risk { height: 14px; border-radius: 7px; max-width: 640px; } .legend { color: var(--dim); font-size: 0.9rem; margin: 8px 0 14px; }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin: 0 6px 0 14px; } .legend .key:first-child { margin-left: 0; }
details > summary { cursor: pointer; } details.numbers { margin-top: 8px; font-size: 0.9rem; } details.numbers > summary { color: var(--link); }
.proposal, .skips { margin: 0 0 12px; } .proposal > summary, .skips > summary { padding: 14px 18px; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; list-style: none; }
.proposal > summary::-webkit-details-marker, .skips > summary::-webkit-details-marker { display: none; }
.proposal > summary::before, .skips > summary::before { content: "▸"; color: var(--dim); width: 0.8em; } .proposal[open] > summary::before, .skips[open] > summary::before { content: "▾"; }
.proposal summary h3, .skips summary h3 { flex: 1 1 300px; overflow-wrap: anywhere; } .inside { padding: 0 18px 16px; }
.badge { font-size: 0.8rem; font-weight: 600; border: 1px solid currentColor; border-radius: 99px; padding: 1px 10px; white-space: nowrap; }
.badge.low { color: var(--low); } .badge.medium { color: var(--medium); } .badge.high { color: var(--high); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.92rem; } th, td { text-align: left; padding: 7px 14px 7px 0; border-top: 1px solid var(--line); vertical-align: top; font-weight: 400; }
thead th { border-top: 0; color: var(--dim); font-size: 0.85rem; white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.to { font-weight: 600; } tbody th { min-width: 130px; } tbody th .dim { white-space: nowrap; }
td:last-child { min-width: 170px; } .scroll + p { margin-top: 14px; } ul { margin: 0 0 12px; padding-left: 20px; } footer { margin-top: 48px; color: var(--dim); font-size: 0.88rem; border-top: 1px solid var(--line); padding-top: 14px; }
@media (max-width: 640px) { main { padding: 20px 12px 48px; } h1 { font-size: 1.4rem; } .cards { grid-template-columns: 1fr 1fr; } .card { padding: 12px 14px; } .card b { font-size: 1.3rem; } .chart { padding: 12px; }
  .chart svg { min-width: 560px; } .chart .plot { overflow-x: auto; } svg.risk { min-width: 0; } }
@media print { :root { color-scheme: light; } body { background: none; font-size: 11pt; } main { max-width: none; padding: 0; } .card, .chart, .proposal, .skips { break-inside: avoid; }
  .numbers { display: none; } details::details-content { content-visibility: visible; block-size: auto; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`
