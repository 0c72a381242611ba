//! Values of facts for an example: those that compare with another as wanted.

use jiff::civil;

use super::draft::quoted;
use crate::typed::{Comparison, Date, FactKind, Scalar};

/// A value of a kind that has others of it on both sides.
pub(super) fn middle(kind: &FactKind) -> Scalar {
    match kind {
        FactKind::YesNo => Scalar::YesNo(true),
        FactKind::Number => Scalar::Number(5),
        FactKind::Date => Scalar::Date(Date(2000 * 512 + 6 * 32 + 15)),
        FactKind::Text => Scalar::Text("one".into()),
        FactKind::OneOf(words) => Scalar::Text(words.first().cloned().unwrap_or_default()),
    }
}

/// A value that compares with `value` as wanted, as an example gives it.
pub(super) fn compared(
    kind: &FactKind,
    comparison: Comparison,
    value: &Scalar,
    wanted: bool,
) -> Option<String> {
    let step = |by| stepped(kind, value, by).and_then(|value| scalar(&value));
    match (comparison, wanted) {
        (Comparison::Is | Comparison::AtMost | Comparison::AtLeast, true)
        | (Comparison::IsNot | Comparison::Under | Comparison::Over, false) => scalar(value),
        (Comparison::Is | Comparison::AtMost, false)
        | (Comparison::IsNot | Comparison::Over, true) => step(1),
        (Comparison::Under, true) | (Comparison::AtLeast, false) => step(-1),
    }
}

/// The value after or before another; any other where there is no order.
fn stepped(kind: &FactKind, value: &Scalar, by: i64) -> Option<Scalar> {
    Some(match value {
        Scalar::YesNo(yes) => Scalar::YesNo(!yes),
        Scalar::Number(number) => Scalar::Number(number.checked_add(by)?),
        Scalar::Date(Date(date)) => {
            let day = day(*date)?;
            let next = if by > 0 {
                day.tomorrow()
            } else {
                day.yesterday()
            };
            let next = next.ok()?;
            let (year, month, day) = (next.year(), next.month(), next.day());
            let date = i32::from(year) * 512 + i32::from(month) * 32 + i32::from(day);
            Scalar::Date(Date(u32::try_from(date).ok()?))
        }
        Scalar::Text(text) => match kind {
            FactKind::OneOf(words) => {
                let other = words.iter().find(|word| *word != text)?;
                Scalar::Text(other.clone())
            }
            _ => Scalar::Text(format!("other {text}")),
        },
    })
}

fn day(date: u32) -> Option<civil::Date> {
    let (year, month, day) = (date / 512, date / 32 % 16, date % 32);
    civil::Date::new(year.try_into().ok()?, month as i8, day as i8).ok()
}

/// A value as an example gives it.
pub(super) fn scalar(value: &Scalar) -> Option<String> {
    Some(match value {
        Scalar::YesNo(true) => "yes".into(),
        Scalar::YesNo(false) => "no".into(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Date(Date(date)) => day(*date)?.to_string(),
        Scalar::Text(text) => quoted(text),
    })
}
