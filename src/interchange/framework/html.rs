//! The framework as one page that needs nothing else: the table of cases and themes, passages folded away.

use crate::model::FrameworkCell;
use crate::text::counted;

const CSS: &str = "body{font:16px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1d2733}table{border-collapse:collapse}\
th,td{border:1px solid #c4ccd4;padding:.5rem .6rem;vertical-align:top;text-align:left;min-width:14rem;max-width:24rem}\
thead th{position:sticky;top:0;background:#eef2f5}tbody th{position:sticky;left:0;background:#f6f8fa;min-width:6rem}\
.by{color:#4b5a68;font-size:.85rem}.stale{color:#8a3b00;font-weight:600}summary{cursor:pointer;color:#4b5a68}\
li{margin:.3rem 0}code{font-size:.8em;color:#4b5a68}p{margin:.2rem 0 .5rem}ul{padding-left:1.1rem}";

/// The cells as a page. Cells of a case must stand together and have the same themes in the same order.
#[must_use]
pub fn framework_html(title: &str, notice: &str, cells: &[FrameworkCell]) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.push_str(&format!("<title>{0}</title><style>{CSS}</style></head><body><h1>{0}</h1>\n", escaped(title)));
    if !notice.is_empty() {
        out.push_str(&format!("<p><strong>{}</strong></p>\n", escaped(notice)));
    }
    out.push_str("<p>For the team: passages are quoted under consent to quote within the team.</p>\n<table><thead><tr><th>Case</th>");
    let cases: Vec<&[FrameworkCell]> = cells.chunk_by(|a, b| a.case == b.case).collect();
    for cell in cases.first().copied().unwrap_or_default() {
        out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(&cell.theme_name)));
    }
    out.push_str("</tr></thead><tbody>\n");
    for case in cases {
        if let Some(first) = case.first() {
            out.push_str(&format!(
                "<tr><th scope=\"row\">{}<br><code>{}</code></th>",
                escaped(&first.case_name),
                escaped(&first.case)
            ));
        }
        for cell in case {
            push_cell(&mut out, cell);
        }
        out.push_str("</tr>\n");
    }
    out + "</tbody></table></body></html>\n"
}

fn push_cell(out: &mut String, cell: &FrameworkCell) {
    out.push_str("<td>");
    if let Some(summary) = &cell.summary {
        for paragraph in summary.text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            out.push_str(&format!("<p>{}</p>", escaped(paragraph).replace('\n', "<br>")));
        }
        out.push_str(&format!("<p class=\"by\">{}, {}", escaped(&summary.author), escaped(&summary.date)));
        let mark = cell.stale_mark();
        if !mark.is_empty() {
            out.push_str(&format!("; <span class=\"stale\">{}</span>", escaped(&mark)));
        }
        out.push_str("</p>");
    }
    let passages: Vec<_> = cell.distinct().collect();
    if !passages.is_empty() {
        out.push_str(&format!("<details><summary>{}</summary><ul>", counted(passages.len() as u64, "passage")));
        for passage in passages {
            out.push_str(&format!("<li>{} <code>{}</code></li>", escaped(&passage.in_words()), passage.coding));
        }
        out.push_str("</ul></details>");
    }
    out.push_str("</td>");
}

/// Text for HTML, between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
