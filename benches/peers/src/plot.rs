//! Decision time against rules, as SVG: a panel for each workload, a line for each engine, both axes by powers of
//! ten. The same figures give the same bytes.

mod axes;
mod style;

use std::fmt::Write;

use self::axes::{Axis, Panel};
use self::style::{MARKS, Style};
use crate::figures::{Decision, Figures};
use crate::page::workloads;

const PANEL_WIDTH: f64 = 290.0;
const PANEL_HEIGHT: f64 = 380.0;
/// Left of the first panel, for what the axis of time says.
const LEFT: f64 = 78.0;
const GAP: f64 = 44.0;
/// Above the panels, for titles.
const TOP: f64 = 70.0;
/// Between the panels and the legend, for what the axes of rules say.
const BELOW: f64 = 62.0;
const LEGEND_LINE: f64 = 20.0;
const LEGEND_COLUMNS: usize = 3;

/// The plot. Engines without a figure are not in it.
pub fn svg(figures: &Figures) -> String {
    let names = workloads(&figures.decisions);
    let timed: Vec<&Decision> = figures
        .decisions
        .iter()
        .filter(|decision| decision.time.is_some())
        .collect();
    let engines: Vec<&'static str> = figures
        .engines
        .iter()
        .map(|engine| engine.name)
        .filter(|name| timed.iter().any(|decision| decision.engine == *name))
        .collect();
    let styles: Vec<(&'static str, Style)> = style::of(&engines);
    let rules = Axis::over(timed.iter().map(|decision| decision.n as f64));
    let time = Axis::over(timed.iter().map(|decision| median(decision)));
    let rows = engines.len().div_ceil(LEGEND_COLUMNS);
    let width = LEFT + (PANEL_WIDTH + GAP) * names.len().max(1) as f64;
    let legend = TOP + PANEL_HEIGHT + BELOW;
    let height = legend + LEGEND_LINE * rows as f64 + 12.0;
    let mut out = head(width, height, figures);
    for (place, name) in names.iter().enumerate() {
        let panel = Panel {
            left: LEFT + (PANEL_WIDTH + GAP) * place as f64,
            top: TOP,
            width: PANEL_WIDTH,
            height: PANEL_HEIGHT,
            rules,
            time,
        };
        panel.draw(&mut out, name, place == 0);
        for (engine, style) in &styles {
            let lines = timed.iter();
            let of = lines.filter(|line| line.workload == *name && line.engine == *engine);
            let points = of.map(|line| panel.at(line.n as f64, median(line)));
            line(&mut out, engine, style, &points.collect::<Vec<_>>());
        }
    }
    draw_legend(&mut out, &styles, legend, rows, width);
    out + "</svg>\n"
}

fn median(decision: &Decision) -> f64 {
    decision.time.map_or(0.0, |time| time.median_ns)
}

/// Writing to a string does not fail.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

fn head(width: f64, height: f64, figures: &Figures) -> String {
    let made = format!(
        "Medians of {} rounds, single thread, {}, {} cores, commit {}",
        figures.rounds, figures.machine, figures.cores, figures.commit
    );
    let mut out = String::new();
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title desc\">\n\
             <title id=\"title\">Time of a decision against the number of rules</title>\n\
             <desc id=\"desc\">{}</desc>\n<style>{}</style>\n\
             <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
             <text class=\"title\" x=\"{LEFT}\" y=\"24\">Time of a decision against the number of rules</text>\n\
             <text class=\"small\" x=\"{LEFT}\" y=\"42\">{}</text>\n",
            escaped(&described(figures)),
            style::CSS,
            escaped(&made),
        ),
    );
    out
}

/// The plot in words: the first and the last figure of each line.
fn described(figures: &Figures) -> String {
    let mut text = String::from("Lower is faster. Both axes are logarithmic.");
    for workload in workloads(&figures.decisions) {
        put(&mut text, format_args!(" Workload {workload}:"));
        for engine in &figures.engines {
            let lines = figures.decisions.iter();
            let mut of = lines.filter(|line| {
                line.workload == workload && line.engine == engine.name && line.time.is_some()
            });
            let Some(first) = of.next() else { continue };
            let last = of.next_back().unwrap_or(first);
            let said =
                |line: &Decision| format!("{} at {}", benches::report::time(median(line)), line.n);
            let (first, last) = (said(first), said(last));
            put(
                &mut text,
                format_args!(" {}, {first}, {last};", engine.name),
            );
        }
    }
    text
}

fn line(out: &mut String, engine: &str, style: &Style, points: &[(f64, f64)]) {
    if points.is_empty() {
        return;
    }
    let list: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    put(
        out,
        format_args!(
            "<g class=\"{}\"><title>{}</title><polyline points=\"{}\" stroke-dasharray=\"{}\"/>",
            style.family,
            escaped(engine),
            list.join(" "),
            style.dashes,
        ),
    );
    for (x, y) in points {
        mark(out, style, *x, *y);
    }
    out.push_str("</g>\n");
}

fn mark(out: &mut String, style: &Style, x: f64, y: f64) {
    let path = MARKS[style.mark % MARKS.len()];
    put(out, format_args!("<path d=\"M{x:.1} {y:.1}{path}\"/>"));
}

/// The legend in columns, down each of them.
fn draw_legend(
    out: &mut String,
    styles: &[(&'static str, Style)],
    top: f64,
    rows: usize,
    width: f64,
) {
    let column_width = (width - LEFT) / LEGEND_COLUMNS as f64;
    for (place, (engine, style)) in styles.iter().enumerate() {
        let x = LEFT + column_width * (place / rows) as f64;
        let y = top + LEGEND_LINE * (place % rows) as f64;
        let end = x + 34.0;
        put(
            out,
            format_args!(
                "<g class=\"{}\"><polyline points=\"{x:.1},{y:.1} {end:.1},{y:.1}\" stroke-dasharray=\"{}\"/>",
                style.family, style.dashes,
            ),
        );
        mark(out, style, x + 17.0, y);
        put(
            out,
            format_args!(
                "</g><text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
                end + 7.0,
                y + 4.0,
                escaped(&engine.replace('`', "")),
            ),
        );
    }
}

/// A text as it may stand in XML.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
