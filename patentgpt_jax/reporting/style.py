"""The style sheet of a report: light and dark by the reader's setting, one column on a narrow window.

Series colours follow Okabe and Ito (2008), lighter where the page is dark. The heat classes run from blue
(starved) over grey (uniform) to orange (overloaded). Both were checked to stay apart with the colour
blindness matrices of Machado et al. (2009).
"""

CSS = """
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --ink: #1b1c1e; --soft: #5c6066; --faint: #d9dade; --hair: #e8e8ea;
  --warn-page: #fff0c9; --warn-edge: #b87a00; --warn-ink: #4a3200; --link: #0072b2;
  --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b6568f; --s4: #e69f00; --s5: #6b4200;
  --h0: #104a94; --h1: #3b7fd0; --h2: #8bb8ec; --h3: #c9ddf3; --h4: #e9e8e4;
  --h5: #f8d5c0; --h6: #ef9f72; --h7: #d55e00; --h8: #8c3300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #151618; --card: #1e2023; --ink: #ececec; --soft: #a4a8ae; --faint: #43464b; --hair: #303338;
    --warn-page: #3a2c08; --warn-edge: #d99a1c; --warn-ink: #ffe3a3; --link: #6cbcf0;
    --s0: #56b4e9; --s1: #f0853a; --s2: #1fa67f; --s3: #e08fc0; --s4: #fff0a0; --s5: #a06a3a;
    --h0: #a9d2ff; --h1: #5a9fe8; --h2: #326aa8; --h3: #2b4560; --h4: #36383b;
    --h5: #5a3f30; --h6: #9c5228; --h7: #e8762c; --h8: #ffc09a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 28px 24px 60px; max-width: 1160px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
}
h1 { margin: 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 38px 0 12px; font-size: 18px; }
h3 { margin: 0; font-size: 14px; font-weight: 600; }
p { margin: 6px 0; }
.soft { color: var(--soft); }
.banner {
  margin: 0 0 22px; padding: 12px 18px; border: 1px solid var(--warn-edge); border-left-width: 8px;
  border-radius: 6px; background: var(--warn-page); color: var(--warn-ink); font-size: 16px;
}
.notes { margin: 16px 0 0; padding: 10px 18px 10px 36px; border-left: 4px solid var(--warn-edge);
  background: var(--card); }
.status { display: inline-block; margin-left: 10px; padding: 1px 10px; border: 1px solid var(--faint);
  border-radius: 99px; font-size: 13px; font-weight: 400; vertical-align: 4px; color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(145px, 1fr)); gap: 12px;
  margin: 22px 0 0; }
.tile, figure, .card { background: var(--card); border: 1px solid var(--hair); border-radius: 8px; }
.tile { margin: 0; padding: 12px; }
.tile dt { color: var(--soft); font-size: 13px; }
.tile dd { margin: 0; }
.tile .value { font-size: 21px; line-height: 1.4; font-weight: 600; overflow-wrap: anywhere; }
.tile .detail { color: var(--soft); font-size: 13px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 12px; }
.thirds { grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
figure { margin: 0; padding: 14px 16px 8px; min-width: 0; }
.plots + .plots, .plots + figure, figure + figure.across, figure + .card { margin-top: 12px; }
.across { overflow-x: auto; }
.across svg.wide { min-width: 720px; }
.across p { margin: 4px 0 10px; }
figcaption .unit { margin-left: 6px; color: var(--soft); font-size: 13px; font-weight: 400; }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 2px 0 6px; padding: 0; list-style: none;
  font-size: 13px; color: var(--soft); }
.key b { color: var(--ink); font-weight: 600; }
.key svg { display: inline; width: 18px; height: 8px; vertical-align: 2px; margin-right: 5px; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg.legend { width: auto; max-width: 100%; margin: 6px 0 10px; }
svg text { font-family: inherit; }
.tick { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.small { font-size: 9px; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.grid { stroke: var(--hair); }
.axis { stroke: var(--faint); }
.reference { stroke: var(--soft); stroke-dasharray: 2 4; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.raw { stroke-width: 1; opacity: .38; }
.dashed { stroke-dasharray: 6 4; }
.s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); }
.s3 { stroke: var(--s3); } .s4 { stroke: var(--s4); } .s5 { stroke: var(--s5); }
rect.s0 { fill: var(--s0); stroke: none; } rect.s1 { fill: var(--s1); stroke: none; }
rect.s2 { fill: var(--s2); stroke: none; } rect.s3 { fill: var(--s3); stroke: none; }
rect.s4 { fill: var(--s4); stroke: none; } rect.s5 { fill: var(--s5); stroke: none; }
rect.pale { opacity: .5; }
circle { fill: var(--card); stroke-width: 2; }
.band { fill: transparent; }
.band:hover { fill: var(--ink); fill-opacity: .07; }
.h0 { fill: var(--h0); } .h1 { fill: var(--h1); } .h2 { fill: var(--h2); }
.h3 { fill: var(--h3); } .h4 { fill: var(--h4); } .h5 { fill: var(--h5); }
.h6 { fill: var(--h6); } .h7 { fill: var(--h7); } .h8 { fill: var(--h8); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13.5px; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--hair); text-align: left;
  vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; }
.numbers th, .numbers td { text-align: right; padding: 4px 0 4px 22px; font-variant-numeric: tabular-nums; }
.numbers th:first-child, .numbers td:first-child { padding-left: 0; text-align: left; }
.numbers .words { text-align: left; }
.names th { font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--soft);
  white-space: nowrap; }
.names td { font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans CJK SC", monospace;
  overflow-wrap: anywhere; }
.card { padding: 12px 18px; margin: 0 0 12px; }
details.card > summary { cursor: pointer; font-weight: 600; }
details.card[open] > summary { margin-bottom: 10px; }
.sample { margin: 0; padding: 10px 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.65; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr));
  gap: 12px 28px; }
.sides h3 { color: var(--soft); }
.raw-text { max-height: 560px; overflow: auto; font: 12px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas,
  "Noto Sans CJK SC", monospace; }
.read-text { max-height: 560px; overflow: auto; }
.sample + .sample { border-top: 1px solid var(--hair); }
.sample .prompt { color: var(--soft); background: var(--hair); border-radius: 3px; padding: 1px 4px; }
footer { margin-top: 40px; color: var(--soft); font-size: 13px; }
"""
