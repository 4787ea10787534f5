//! Optical margins: lines that share a left edge line up by their ink, not by the side bearings of their first letters,
//! which grow with the type size; opening quotation marks hang in the margin.

use super::layout::Plan;
use super::text::Type;

/// Moves the lines of copy that start on a common edge. Lines on an axis stay where they are.
pub(super) fn align(faces: &Type, plan: &mut Plan) {
    let starts: Vec<f32> = plan.lines.iter().map(|l| l.at[0]).collect();
    for (i, line) in plan.lines.iter_mut().enumerate() {
        let shared = starts
            .iter()
            .enumerate()
            .any(|(j, x)| i != j && (x - starts[i]).abs() < 0.01);
        if !shared {
            continue;
        }
        let Some(first) = line.text.chars().next() else {
            continue;
        };
        let bearing = faces.bearing(first, line.face()) * line.em;
        let hanging = if matches!(first, '\u{201C}' | '\u{2018}') {
            0.34 * line.em
        } else {
            0.0
        };
        // The margin is wider than what may hang.
        line.at[0] -= (bearing + hanging).clamp(-0.04 * line.em, 16.0);
    }
}
