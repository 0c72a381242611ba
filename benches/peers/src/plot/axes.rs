//! Axes by powers of ten, and the panels between them.

use super::put;
use crate::page::thousands;

/// Whole powers of ten, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    first: i32,
    last: i32,
}

impl Axis {
    /// The powers of ten around all values, which are over 0. At least one decade.
    pub fn over(values: impl Iterator<Item = f64> + Clone) -> Axis {
        let least = values.clone().fold(f64::INFINITY, f64::min);
        let most = values.fold(0.0, f64::max);
        if !(least.is_finite() && least > 0.0) {
            return Axis { first: 0, last: 1 };
        }
        let first = least.log10().floor() as i32;
        let last = most.log10().ceil() as i32;
        Axis {
            first,
            last: last.max(first + 1),
        }
    }

    /// How far along the axis a value is, from 0 to 1.
    fn share(self, value: f64) -> f64 {
        (value.log10() - f64::from(self.first)) / f64::from(self.last - self.first)
    }

    fn decades(self) -> impl Iterator<Item = i32> {
        self.first..=self.last
    }
}

/// One panel and where it is.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// From left to right.
    pub rules: Axis,
    /// From below to above, in nanoseconds.
    pub time: Axis,
}

impl Panel {
    /// Where a figure is.
    pub fn at(&self, rules: f64, nanoseconds: f64) -> (f64, f64) {
        let x = self.left + self.width * self.rules.share(rules);
        let y = self.top + self.height * (1.0 - self.time.share(nanoseconds));
        (x, y)
    }

    /// Its title, grid and what its axes say; those of time only where `says_time`.
    pub fn draw(&self, out: &mut String, title: &str, says_time: bool) {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        let middle = self.left + self.width / 2.0;
        put(
            out,
            format_args!(
                "<text class=\"name\" x=\"{middle:.1}\" y=\"{:.1}\">{title}-N</text>\n",
                self.top - 8.0
            ),
        );
        for decade in self.rules.decades() {
            let x = self.at(10f64.powi(decade), 1.0).0;
            let label = thousands(10usize.pow(decade.max(0).unsigned_abs()));
            put(
                out,
                format_args!(
                    "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/>\
                     <text class=\"tick middle\" x=\"{x:.1}\" y=\"{:.1}\">{label}</text>\n",
                    self.top,
                    bottom + 16.0,
                ),
            );
        }
        for decade in self.time.decades() {
            let y = self.at(1.0, 10f64.powi(decade)).1;
            put(
                out,
                format_args!(
                    "<line class=\"grid\" x1=\"{:.1}\" y1=\"{y:.1}\" x2=\"{right:.1}\" y2=\"{y:.1}\"/>\n",
                    self.left
                ),
            );
            if says_time {
                put(
                    out,
                    format_args!(
                        "<text class=\"tick end\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
                        self.left - 8.0,
                        y + 4.0,
                        power_of_time(decade),
                    ),
                );
            }
        }
        put(
            out,
            format_args!(
                "<text class=\"axis\" x=\"{middle:.1}\" y=\"{:.1}\">rules (N)</text>\n",
                bottom + 34.0
            ),
        );
        if says_time {
            let (x, y) = (self.left - 62.0, self.top + self.height / 2.0);
            put(
                out,
                format_args!(
                    "<text class=\"axis\" x=\"{x:.1}\" y=\"{y:.1}\" transform=\"rotate(-90 {x:.1} {y:.1})\">\
                     time of a decision (median)</text>\n"
                ),
            );
        }
    }
}

/// A power of ten of nanoseconds with its unit.
fn power_of_time(decade: i32) -> String {
    let units = ["ns", "µs", "ms", "s"];
    let unit = decade.div_euclid(3).clamp(0, 3);
    let number = match decade - 3 * unit {
        power @ 0.. => thousands(10usize.pow(power.unsigned_abs())),
        power => format!("{}", 10f64.powi(power)),
    };
    format!("{number} {}", units[unit.unsigned_abs() as usize])
}
