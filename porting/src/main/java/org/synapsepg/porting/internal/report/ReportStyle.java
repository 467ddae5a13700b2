package org.synapsepg.porting.internal.report;

/** How the page looks: light and dark, on a phone and on paper. */
final class ReportStyle {
  static final String CSS =
      """
      :root{--ink:#1b1f24;--dim:#5b6470;--paper:#fff;--line:#d9dee4;--good:#1a7f4b;--bad:#b3261e;--halt:#9a6700;--bar:#3b6fb6;--fill:#eef2f7}
      @media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--dim:#9aa5b1;--paper:#15181c;--line:#2e353d;--good:#4cc38a;--bad:#ff8a80;--halt:#e3b341;--bar:#6ea8fe;--fill:#1f242a}}
      *{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
      main{max-width:1060px;margin:0 auto;padding:1.5rem 1rem 4rem}h1{margin:0;font-size:1.7rem}h2{margin:2.2rem 0 .6rem;font-size:1.15rem}
      header{padding:1rem 1.2rem;border-left:6px solid var(--halt);background:var(--fill)}header p{margin:.2rem 0 0;color:var(--dim)}
      header.good{border-color:var(--good)}header.bad{border-color:var(--bad)}
      .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.6rem;margin:1rem 0}
      .tiles div{padding:.6rem .8rem;background:var(--fill);min-width:0}.tiles .whole{grid-column:1/-1}dt{color:var(--dim);font-size:.8rem}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
      code{font:.92em ui-monospace,monospace;overflow-wrap:anywhere}
      .wide{overflow-x:auto}.phases{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;list-style:none;color:var(--dim);font-size:.9rem}
      .timeline{width:100%;min-width:640px;height:auto;font:11px system-ui,sans-serif}.timeline .phase rect{fill:var(--dim);opacity:.35}
      .timeline .table rect{fill:var(--bar);opacity:.75}.timeline .tick rect{fill:var(--good)}.timeline text{fill:var(--ink)}.timeline .axis{fill:var(--dim)}
      table{width:100%;border-collapse:collapse;font-size:.92rem}th,td{padding:.25rem .5rem;text-align:left;border-bottom:1px solid var(--line)}
      th{color:var(--dim);font-weight:500}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
      .share{width:22%}.share i{display:block;height:.6rem;background:var(--bar)}
      article{margin:.6rem 0;padding:.6rem .9rem;border-left:4px solid var(--dim);background:var(--fill)}article p{margin:.3rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
      article.error{border-color:var(--bad)}article.warning{border-color:var(--halt)}.hint{color:var(--dim)}ul{padding-left:1.2rem}
      @media(max-width:600px){.share{display:none}main{padding:.8rem .6rem}}
      @media print{body{font-size:11px}h2{break-after:avoid}.timeline{min-width:0}main{max-width:none}article,tr,.timeline{break-inside:avoid}}
      """;

  private ReportStyle() {}
}
