/// The look of every report.
///
/// Colours are named once per scheme; text has a contrast of at least 4.5 to 1 and lines and marks one of at least 3 to 1 against
/// their ground in both (WCAG 2.2, 1.4.3 and 1.4.11). Series differ by dash and fill as well, so that nothing rests on colour.
enum StyleSheet {
    static let text: StaticString = """

        :root {
          color-scheme: light;
          --ground: #ffffff; --raised: #f6f7f9; --text: #1b1f24; --muted: #59626d; --line: #d9dde3; --grid: #e9ecf0; --axis: #8a929c;
          --series-0: #1f5fbf; --series-1: #c2500b; --series-2: #0b7a6b; --series-3: #7a3fc0; --series-4: #a8285f; --series-5: #6b6400;
          --heat: #2f6fd0; --rest: #9aa5b4; --warning-ground: #fff6e0; --warning-line: #b7791f;
          --good-ground: #ecf7ee; --good-line: #1a7f37; --bad-ground: #fdebe9; --bad-line: #b42318;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            color-scheme: dark;
            --ground: #13161b; --raised: #1b1f26; --text: #e7eaee; --muted: #a3acb8; --line: #333a44; --grid: #252b33; --axis: #77808c;
            --series-0: #6ea8ff; --series-1: #ff9d57; --series-2: #4ccdb8; --series-3: #bd95ff; --series-4: #f07fae; --series-5: #d3c64a;
            --heat: #3b7de0; --rest: #667080; --warning-ground: #2a2314; --warning-line: #d9a13b;
            --good-ground: #14241a; --good-line: #4cc46a; --bad-ground: #341716; --bad-line: #ff8a7d;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--ground); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        }
        main { max-width: 1060px; margin: 0 auto; padding: 40px 28px 72px; }
        h1 { margin: 0; font-size: 32px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
        h2 { margin: 0 0 14px; font-size: 20px; line-height: 1.3; font-weight: 600; }
        h3 { margin: 0; font-size: 15px; font-weight: 600; }
        p { margin: 0 0 12px; max-width: 72ch; overflow-wrap: anywhere; }
        section { margin-top: 44px; }
        .kind { margin-bottom: 4px; color: var(--muted); font-size: 13px; letter-spacing: 0.02em; }
        .qualifier { color: var(--muted); font-weight: 400; white-space: nowrap; }
        .detail { margin: 8px 0 0; color: var(--muted); font-size: 16px; }
        .note { margin: 8px 0 0; color: var(--muted); font-size: 13px; }
        .figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 28px 0 0; }
        .figures > div { flex: 1 1 150px; padding: 14px 16px; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
        .figures dt { color: var(--muted); font-size: 13px; }
        .figures dd { margin: 2px 0 0; }
        .figure-value { display: block; white-space: nowrap; font-size: 27px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
        .figure-note { display: block; color: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }
        .warnings { margin-top: 28px; padding: 14px 18px; background: var(--warning-ground); border-left: 4px solid var(--warning-line); border-radius: 4px; }
        .warnings h2 { margin-bottom: 6px; font-size: 15px; }
        .warnings ul { margin: 0; padding-left: 20px; }
        .warnings li { overflow-wrap: anywhere; }
        .verdict { margin-top: 28px; padding: 16px 20px; border-left: 6px solid; border-radius: 4px; }
        .verdict h2 { margin: 0; }
        .verdict ul { margin: 10px 0 0; padding-left: 20px; }
        .verdict li { margin-top: 4px; overflow-wrap: anywhere; }
        .verdict.good { background: var(--good-ground); border-color: var(--good-line); }
        .verdict.bad { background: var(--bad-ground); border: 3px solid var(--bad-line); border-left-width: 12px; }
        .verdict.bad h2 { color: var(--bad-line); font-size: 26px; font-weight: 700; }
        .struck .figure-value { color: var(--muted); text-decoration: line-through 2px var(--bad-line); }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; }
        th, td { padding: 6px 22px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: middle; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--muted); font-size: 13px; font-weight: 500; vertical-align: bottom; border-bottom-color: var(--axis); }
        tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 8em; max-width: 24em; }
        .missing { color: var(--muted); }
        .nowrap { white-space: nowrap; }
        td { overflow-wrap: break-word; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .pairs .number { text-align: left; white-space: normal; }
        .pairs tbody th { width: 22%; color: var(--muted); font-weight: 400; }
        .share { display: inline-block; min-width: 3.9em; padding-right: 8px; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 36px 32px; }
        .charts.wide { grid-template-columns: 1fr; }
        * + .charts, .charts + .charts, .charts + .table { margin-top: 32px; }
        h2 + .charts { margin-top: 0; }
        figure { margin: 0; min-width: 0; }
        figcaption { margin-bottom: 10px; }
        figcaption p { max-width: 120ch; margin: 2px 0 0; color: var(--muted); font-size: 13px; line-height: 1.45; }
        .chart { display: block; max-width: 100%; height: auto; }
        .inline { display: inline-block; vertical-align: middle; }
        details { margin-top: 6px; font-size: 13px; }
        details .table { max-height: 340px; overflow: auto; margin-top: 6px; }
        details table { width: auto; min-width: 50%; font-size: 13px; }
        details th, details td { padding-top: 3px; padding-bottom: 3px; }
        details tbody th { font-weight: 400; min-width: 0; font-variant-numeric: tabular-nums; }
        summary { width: max-content; color: var(--muted); cursor: pointer; }
        summary:focus-visible { outline: 2px solid var(--series-0); outline-offset: 2px; }
        svg text { fill: var(--text); font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        svg .tick { fill: var(--muted); font-size: 11px; font-variant-numeric: tabular-nums; }
        svg .axis-title { fill: var(--muted); font-size: 12px; }
        svg .legend, svg .bar-name, svg .cell-name, svg .value { font-size: 12px; }
        svg .value { fill: var(--muted); font-variant-numeric: tabular-nums; }
        svg .cell-count { font-size: 12px; font-weight: 600; font-variant-numeric: tabular-nums; }
        svg .cell-count.large { font-size: 17px; }
        svg .cell-count.small { font-size: 9px; font-weight: 400; }
        svg .cell-share { font-size: 11px; font-variant-numeric: tabular-nums; }
        .grid { stroke: var(--grid); }
        .axis { stroke: var(--axis); }
        .guide { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 2 4; }
        .guide.over { stroke: var(--text); }
        .fill-0 { fill: var(--series-0); }
        .fill-rest { fill: var(--rest); }
        .track { fill: var(--grid); }
        .cell { fill: var(--heat); stroke: var(--line); }
        .cell.right { stroke: var(--text); stroke-width: 1.5; }
        .marker { fill: var(--ground); stroke: var(--text); stroke-width: 2; }
        .series-0, .series-1, .series-2, .series-3, .series-4, .series-5 { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .series-0, .area-0, .interval-0 { stroke: var(--series-0); }
        .series-1, .area-1, .interval-1 { stroke: var(--series-1); }
        .series-2, .area-2, .interval-2 { stroke: var(--series-2); }
        .series-3, .area-3, .interval-3 { stroke: var(--series-3); }
        .series-4, .area-4, .interval-4 { stroke: var(--series-4); }
        .series-5, .area-5, .interval-5 { stroke: var(--series-5); }
        .series-1 { stroke-dasharray: 7 5; }
        .series-2 { stroke-dasharray: 2 5; }
        .series-3 { stroke-dasharray: 10 4 2 4; }
        .series-4 { stroke-dasharray: 14 5; }
        .series-5 { stroke-dasharray: 5 3 1 3 1 3; }
        .dot-0, .area-0 { fill: var(--series-0); } .dot-1, .area-1 { fill: var(--series-1); } .dot-2, .area-2 { fill: var(--series-2); }
        .dot-3, .area-3 { fill: var(--series-3); } .dot-4, .area-4 { fill: var(--series-4); } .dot-5, .area-5 { fill: var(--series-5); }
        .area-0, .area-1, .area-2, .area-3, .area-4, .area-5 { fill-opacity: 0.18; stroke-width: 1.75; }
        .area-1 { stroke-dasharray: 6 3; } .area-2 { stroke-dasharray: 2 3; } .area-3 { stroke-dasharray: 9 3 2 3; }
        @media screen and (max-width: 700px) {
          main { padding: 24px 16px 48px; }
          section > .table > table { min-width: 620px; }
          section > .table > .pairs { min-width: 0; }
        }
        @media print {
          @page { margin: 15mm; }
          body { font-size: 10.5pt; }
          main { max-width: none; padding: 0; }
          section { margin-top: 24pt; }
          figure, tr, .figures, .warnings, .verdict { break-inside: avoid; }
          h2, h3, figcaption { break-after: avoid; }
          thead { display: table-header-group; }
          .charts { grid-template-columns: 1fr 1fr; }
          .charts.wide { grid-template-columns: 1fr; }
          .table { overflow: visible; }
          details:not([open]) { display: none; }
          svg, .figures > div, .warnings, .verdict { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """
}
